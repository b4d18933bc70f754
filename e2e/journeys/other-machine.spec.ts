import { expect, test } from '@playwright/test';
import { fillSignIn } from '#e2e/harness/sign-in.ts';

test('from another machine by plain http, people sign in, plan a repave and sign out without leaving that address', async ({ page, baseURL }) => {
  const here = baseURL!.replace('127.0.0.1', 'tarmac.test');
  await page.goto(`${here}/clusters?q=edge-us-04`);
  await fillSignIn(page, 'operator', 'not-the-password');
  await expect(page.getByRole('alert').filter({ hasText: 'do not belong together' })).toBeVisible();
  await fillSignIn(page, 'operator');
  await expect(page).toHaveURL(`${here}/clusters?q=edge-us-04`);
  await page.getByRole('link', { name: 'edge-us-04' }).click();
  await page.getByRole('button', { name: 'Repave this cluster…' }).click();
  const asking = page.getByRole('dialog', { name: 'Repave edge-us-04' });
  await asking.getByLabel('Name').fill('Planned from elsewhere');
  await asking.getByRole('button', { name: 'Preview the plan' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Planned from elsewhere' })).toBeVisible();
  await page.getByRole('button', { name: 'Discard…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: /^Discard/ }).click();
  await expect(page.getByText('Discarded: nothing was started.')).toBeVisible();
  await page.getByRole('button', { name: /Platform engineer/ }).click();
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await expect(page).toHaveURL(`${here}/sign-in`);
});
