import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { findCluster, waitForFleet } from '#e2e/harness/demo-api.ts';
import { signInAs } from '#e2e/harness/sign-in.ts';

async function expectNothingFound(page: Page, what: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']).analyze();
  const words = violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => `${node.target.join(' ')} (${node.failureSummary?.split('\n')[1]?.trim()})`).join('; ')}`);
  expect.soft(words, what).toEqual([]);
}

/** Every page by its address, with the heading that shows that it is there. */
async function findPages(page: Page): Promise<[path: string, heading: string][]> {
  const cluster = await findCluster(page, 'orders-prod-us');
  const unseen = await findCluster(page, 'edge-eu-03');
  const { items: campaigns } = (await (await page.request.get('/api/v1/campaigns?limit=2')).json()) as { items: { id: string; name: string }[] };
  const { items: sources } = (await (await page.request.get('/api/v1/sources')).json()) as { items: { id: string; name: string }[] };
  return [
    ['/', 'Fleet'], ['/clusters', 'Clusters'], ['/clusters?view=versions', 'Clusters'],
    [`/clusters/${cluster.id}`, cluster.name], [`/clusters/${unseen.id}`, unseen.name],
    ...['nodes', 'workloads', 'budgets', 'timeline'].map((tab): [string, string] => [`/clusters/${cluster.id}?tab=${tab}`, cluster.name]),
    ['/campaigns', 'Campaigns'], ...campaigns.map(({ id, name }): [string, string] => [`/campaigns/${id}`, name]),
    ['/audit', 'Audit'], ['/settings', 'Settings'], ['/settings/tokens', 'Settings'], [`/settings/sources/${sources[0]!.id}`, sources[0]!.name],
  ];
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing on any page in the ${colorScheme} theme`, async ({ page }) => {
    test.setTimeout(150_000);
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.goto('/sign-in');
    await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeEnabled();
    await expectNothingFound(page, '/sign-in');
    await signInAs(page, 'admin');
    await waitForFleet(page);
    for (const [path, heading] of await findPages(page)) {
      await page.goto(path);
      await expect(page.getByRole('heading', { level: 1, name: heading })).toBeAttached();
      await expectNothingFound(page, path);
    }
  });

  test(`axe finds nothing in the dialogs in the ${colorScheme} theme`, async ({ page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await signInAs(page, 'admin');
    await page.goto('/settings');
    await page.getByRole('button', { name: 'Add a source…' }).first().click();
    await expect(page.getByRole('dialog', { name: 'Add a source' })).toBeVisible();
    await expectNothingFound(page, 'adding a source');
    await page.keyboard.press('Escape');
    await page.goto('/settings/tokens');
    await page.getByRole('button', { name: 'Make a token…' }).click();
    await expect(page.getByRole('dialog', { name: 'Make an API token' })).toBeVisible();
    await expectNothingFound(page, 'making a token');
    await page.keyboard.press('Escape');
    await page.keyboard.press('ControlOrMeta+k');
    await expect(page.getByRole('dialog', { name: 'Search or act' })).toBeVisible();
    await expectNothingFound(page, 'the palette');
  });
}
