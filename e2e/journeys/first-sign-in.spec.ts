import { expect, test } from '@playwright/test';
import { fillSignIn } from '#e2e/harness/sign-in.ts';

test('somebody who is not signed in is asked to, and comes to the page that was wanted', async ({ page }) => {
  await page.goto('/clusters?support=ended');
  await expect(page).toHaveURL(/\/sign-in/);
  await page.getByRole('button', { name: /Platform engineer/ }).click();
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page).toHaveURL(/\/clusters\?support=ended/);
  await expect(page.getByRole('heading', { level: 1, name: 'Clusters' })).toBeVisible();
});

test('a wrong password is said to be wrong and nothing is shown', async ({ page }) => {
  await page.goto('/sign-in');
  await fillSignIn(page, 'viewer', 'not-the-password');
  await expect(page.getByRole('alert').filter({ hasText: 'Email and password do not belong together' })).toBeVisible();
  await page.goto('/');
  await expect(page).toHaveURL(/\/sign-in/);
  expect((await page.request.get('/api/v1/clusters')).status()).toBe(401);
});

test('signing out ends the session', async ({ page }) => {
  await page.goto('/sign-in');
  await fillSignIn(page, 'viewer');
  await expect(page.getByRole('heading', { level: 1, name: 'Fleet' })).toBeVisible();
  await page.getByRole('button', { name: /Developer/ }).click();
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await expect(page).toHaveURL(/\/sign-in/);
  await page.goto('/campaigns');
  await expect(page).toHaveURL(/\/sign-in/);
});
