import { expect, test } from '@playwright/test';
import { signInAs } from '#e2e/harness/sign-in.ts';

const kubeconfig = (server: string) => JSON.stringify({
  apiVersion: 'v1', kind: 'Config', 'current-context': 'main',
  clusters: [{ name: 'c', cluster: { server } }], users: [{ name: 'u', user: { token: 't' } }], contexts: [{ name: 'main', context: { cluster: 'c', user: 'u' } }],
});

test('a source is tried before it is added, and a kubeconfig that cannot work is refused with the reason', async ({ page }) => {
  await signInAs(page, 'admin');
  await page.goto('/settings');
  await page.getByRole('button', { name: 'Add a source…' }).click();
  const adding = page.getByRole('dialog', { name: 'Add a source' });
  await adding.getByLabel('Name').fill('never-there');
  await adding.getByLabel('Kubeconfig').fill(kubeconfig('http://127.0.0.1:1'));
  await adding.getByRole('button', { name: 'Try the connection' }).click();
  await expect(adding.getByRole('status')).toContainText('the connection was refused');
  await adding.getByLabel('Context').fill('elsewhere');
  await adding.getByRole('button', { name: 'Add the source' }).click();
  await expect(adding.getByRole('alert')).toContainText('The kubeconfig has no context "elsewhere"; it has "main".');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('table', { name: 'Sources' })).not.toContainText('never-there');
});

test('a source that cannot be reached says why, its kubeconfig is tried before it is replaced, and it is removed', async ({ page }) => {
  await signInAs(page, 'admin');
  await page.goto('/settings');
  await page.getByRole('button', { name: 'Add a source…' }).click();
  const adding = page.getByRole('dialog', { name: 'Add a source' });
  await adding.getByLabel('Name').fill('gone-soon');
  await adding.getByLabel('Kubeconfig').fill(kubeconfig('http://127.0.0.1:1'));
  await adding.getByRole('button', { name: 'Add the source' }).click();
  await expect(page.getByRole('row', { name: /gone-soon/ })).toContainText('Failing', { timeout: 30_000 });
  await page.getByRole('table', { name: 'Sources' }).getByRole('link', { name: 'gone-soon' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'gone-soon' })).toBeVisible();
  await expect(page.getByText('the connection was refused').first()).toBeVisible();
  await page.getByRole('button', { name: 'Replace the kubeconfig…' }).click();
  const replacing = page.getByRole('dialog', { name: 'Replace the kubeconfig of gone-soon' });
  await replacing.getByLabel('Kubeconfig').fill(kubeconfig('http://127.0.0.1:2'));
  await replacing.getByRole('button', { name: 'Try the connection' }).click();
  await expect(replacing.getByRole('status')).toContainText('Cannot reach http://127.0.0.1:2');
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: 'Remove…' }).click();
  await page.getByRole('dialog', { name: 'Remove gone-soon?' }).getByRole('button', { name: 'Remove the source' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeVisible();
  await expect(page.getByRole('table', { name: 'Sources' })).not.toContainText('gone-soon');
});

test('a token is shown once, works, and works no longer once it is revoked', async ({ page, playwright, baseURL }) => {
  await signInAs(page, 'admin');
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto('/settings/tokens');
  await page.getByRole('button', { name: 'Make a token…' }).click();
  await page.getByLabel('Name').fill('nightly report');
  await page.getByRole('button', { name: 'Make the token' }).click();
  const shown = page.getByRole('dialog', { name: 'Token nightly report' });
  const token = (await shown.getByText(/^tarmac_/).textContent())!;
  await page.keyboard.press('Escape');
  await expect(shown).toBeVisible();
  await shown.getByRole('button', { name: 'I have copied it' }).click();
  await expect(page.getByText(token)).toHaveCount(0);

  const script = await playwright.request.newContext({ baseURL: baseURL!, extraHTTPHeaders: { authorization: `Bearer ${token}` } });
  expect((await script.get('/api/v1/clusters?limit=1')).status()).toBe(200);
  await page.getByRole('button', { name: 'Revoke nightly report' }).click();
  await page.getByRole('dialog', { name: 'Revoke nightly report?' }).getByRole('button', { name: 'Revoke the token' }).click();
  await expect(page.getByRole('row', { name: /nightly report/ })).toContainText('revoked');
  expect((await script.get('/api/v1/clusters?limit=1')).status()).toBe(401);
  await script.dispose();
});
