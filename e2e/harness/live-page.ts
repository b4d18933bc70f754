import { expect, type Page } from '@playwright/test';

/** Waits until the page listens: keys mean something from then on. */
export async function untilLive(page: Page): Promise<void> {
  await expect(page.getByRole('status').filter({ hasText: /^live$/ })).toBeVisible();
}
