import { expect, type Page } from '@playwright/test';
import { demoAccounts } from '#lib/access/initial-accounts.ts';
import type { Role } from '#lib/access/permissions.ts';

type Cookies = Awaited<ReturnType<ReturnType<Page['context']>['cookies']>>;

const sessions = new Map<Role, Cookies>();

/** Signs `page` in as the demo account of this role, by the form the first time and by the same session afterwards. */
export async function signInAs(page: Page, role: Role): Promise<void> {
  const session = sessions.get(role);
  if (session) {
    await page.context().addCookies(session);
    // A journey may have ended it.
    if ((await page.request.get('/api/v1/me')).ok()) return;
  }
  await page.goto('/sign-in');
  await fillSignIn(page, role);
  await expect(page.getByRole('navigation').first()).toBeVisible();
  sessions.set(role, await page.context().cookies());
}

/** Fills the form of the sign-in page for the demo account of this role, with its own password or another, and sends it. */
export async function fillSignIn(page: Page, role: Role, password?: string): Promise<void> {
  const account = demoAccounts.find((each) => each.role === role)!;
  await page.getByLabel('Email').fill(account.email);
  await page.getByLabel('Password').fill(password ?? account.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}
