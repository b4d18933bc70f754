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
    await elsewhere.goto('/clusters');
    await expect(elsewhere).toHaveURL(/\/sign-in/);
  } finally {
    await other.close();
  }
});
