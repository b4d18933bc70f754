import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { waitForFleet } from '#e2e/harness/demo-api.ts';
import { signInAs } from '#e2e/harness/sign-in.ts';

const views = (page: Page) => page.getByRole('button', { name: /^Views/ });

test('filters are saved under a name, chosen again after a reload, shared, and deleted', async ({ page, browser }) => {
  await signInAs(page, 'operator');
  await waitForFleet(page);
  await page.goto('/clusters?support=ended&environment=staging,prod&sort=-rollout');
  await views(page).click();
  await page.getByRole('button', { name: 'Save this view…' }).click();
  const saving = page.getByRole('dialog', { name: 'Save this view' });
  await expect(saving.getByRole('textbox', { name: 'Name' })).toBeFocused();
  await page.keyboard.type('Ended, prod first');
  await page.keyboard.press('Enter');
  await expect(saving).toHaveCount(0);
  await expect(views(page)).toContainText('Ended, prod first');

  await page.goto('/clusters');
  await expect(views(page)).not.toContainText('Ended, prod first');
  await views(page).focus();
  await page.keyboard.press('Enter');
  const entry = page.getByRole('link', { name: /^Ended, prod first/ });
  await expect(entry).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/environment=prod,staging&sort=-rollout&support=ended/);
  await expect(views(page)).toContainText('Ended, prod first');
  await expect(page.getByRole('columnheader', { name: /Rollout/ })).toHaveAttribute('aria-sort', 'descending');

  await views(page).click();
  await expect(entry).toHaveAttribute('aria-current', 'true');
  await page.getByRole('button', { name: 'Change Ended, prod first' }).click();
  const changing = page.getByRole('dialog', { name: 'Change a saved view' });
  await changing.getByRole('textbox', { name: 'Name' }).fill('Ended of everybody');
  await changing.getByLabel('Share with everybody').check();
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
  await changing.getByRole('button', { name: 'Change the view' }).click();
  await expect(views(page)).toContainText('Ended of everybody');

  const other = await browser.newContext();
  try {
    const theirs = await other.newPage();
    await signInAs(theirs, 'viewer');
    await theirs.goto('/clusters');
    await views(theirs).click();
    await expect(theirs.getByRole('group', { name: 'Shared by others' }).getByRole('link', { name: /^Ended of everybody/ })).toBeVisible();
    await expect(theirs.getByRole('button', { name: /^(Change|Delete) Ended/ })).toHaveCount(0);
  } finally {
    await other.close();
  }

  await views(page).click();
  await page.getByRole('button', { name: 'Change Ended of everybody' }).click();
  await changing.getByRole('button', { name: 'Delete…' }).click();
  await page.getByRole('dialog', { name: /^Delete the view/ }).getByRole('button', { name: 'Delete the view' }).click();
  await expect(views(page)).not.toContainText('Ended of everybody');
  await views(page).click();
  await expect(page.getByRole('link', { name: /^Ended of everybody/ })).toHaveCount(0);
});

test('an old address with a value that a filter no longer has still opens, without it', async ({ page }) => {
  await signInAs(page, 'viewer');
  await waitForFleet(page);
  await page.goto('/clusters?support=purple&rollout=done');
  await expect(page.getByText(/^41 clusters/)).toBeVisible();
});
