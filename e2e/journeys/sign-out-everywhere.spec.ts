import { expect, test } from '@playwright/test';
import { demoAccounts } from '#lib/access/initial-accounts.ts';
import { fillSignIn } from '#e2e/harness/sign-in.ts';

const auditor = demoAccounts.find(({ role }) => role === 'auditor')!;

test('signing out everywhere ends the session of another browser too', async ({ page, browser }) => {
  const other = await browser.newContext();
  try {
    const elsewhere = await other.newPage();
    for (const each of [elsewhere, page]) {
      await each.goto('/sign-in');
      await fillSignIn(each, 'auditor');
      await expect(each.getByRole('heading', { level: 1, name: 'Fleet' })).toBeVisible();
    }
    await elsewhere.goto('/clusters?support=ended');
    await expect(elsewhere.getByRole('heading', { level: 1, name: 'Clusters' })).toBeVisible();
    await page.getByRole('button', { name: new RegExp(auditor.name) }).click();
    await page.getByRole('button', { name: 'Sign out everywhere…' }).click();
    const asking = page.getByRole('dialog', { name: 'Sign out everywhere?' });
    await asking.getByRole('button', { name: 'Cancel' }).click();
    expect((await page.request.get('/api/v1/me')).status()).toBe(200);

    await page.getByRole('button', { name: new RegExp(auditor.name) }).click();
    await page.getByRole('button', { name: 'Sign out everywhere…' }).click();
    await asking.getByRole('button', { name: 'Sign out everywhere' }).click();
    await expect(page).toHaveURL(/\/sign-in/);
    await expect(page.getByText('You are signed out everywhere')).toBeVisible();
    for (const each of [elsewhere, page]) expect((await each.request.get('/api/v1/me')).status()).toBe(401);
    // The page that stood open there says so by itself, and leads back after a new sign-in.
    await expect(elsewhere.getByText('You are signed out. This is what was loaded').first()).toBeVisible({ timeout: 60_000 });
    await expect(elsewhere.getByRole('status').filter({ hasText: 'not live' })).toBeVisible();
    await elsewhere.getByRole('link', { name: 'Sign in' }).first().click();
    await fillSignIn(elsewhere, 'auditor');
    await expect(elsewhere).toHaveURL(/\/clusters\?support=ended/);
  } finally {
    await other.close();
  }
});
