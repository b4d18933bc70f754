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

test('who tried too often is told so, and still comes to the page that was wanted', async ({ page }) => {
  const { csrfToken } = (await (await page.request.get('/api/auth/csrf')).json()) as { csrfToken: string };
  const form = { csrfToken, email: 'somebody@tarmac.example', password: 'not-the-password' };
  for (let attempt = 0; attempt < 10; attempt += 1) await page.request.post('/api/auth/callback/credentials', { form, maxRedirects: 0 });
  await page.goto('/clusters?support=ended');
  await page.getByLabel('Email').fill(form.email);
  await page.getByLabel('Password').fill(form.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'Too many attempts' })).toBeVisible();
  await fillSignIn(page, 'viewer');
  await expect(page).toHaveURL(/\/clusters\?support=ended/);
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
