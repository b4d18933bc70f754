import { expect, test } from '@playwright/test';
import { waitForFleet } from '#e2e/harness/demo-api.ts';
import { signInAs } from '#e2e/harness/sign-in.ts';

test('a running campaign is paused, resumed and aborted with a reason that stays on record', async ({ page }) => {
  await signInAs(page, 'operator');
  await waitForFleet(page);
  await page.goto('/clusters?q=-dev-eu');
  for (const name of ['core-dev-eu', 'data-dev-eu', 'identity-dev-eu']) await page.getByRole('checkbox', { name: `Select ${name}` }).check();
  await page.getByRole('button', { name: 'Repave 3 clusters…' }).click();
  const asking = page.getByRole('dialog', { name: 'Repave 3 clusters' });
  await asking.getByLabel('Name').fill('Development clusters');
  await asking.getByRole('button', { name: 'Preview the plan' }).click();
  await page.getByRole('button', { name: /^Repave 3 clusters \([\d,]+ machines\)…$/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: /^Repave 3 clusters/ }).click();

  const events = page.getByRole('list', { name: 'Events, newest first' });
  // Before anything was asked of it, a cluster that is taken up would wait like the others.
  await expect(events).toContainText(/replacing \d+ machine/, { timeout: 30_000 });
  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  await expect(page.getByText('Paused', { exact: true })).toBeVisible();
  await expect(events).toContainText('Paused by Platform engineer');
  const targets = page.getByRole('list', { name: 'Clusters of this campaign' });
  await expect(targets.getByRole('img', { name: 'waiting' })).toHaveCount(2);

  await page.getByRole('button', { name: 'Resume', exact: true }).click();
  await expect(page.getByText('Running', { exact: true })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Pause', exact: true })).toBeVisible();

  await page.getByRole('button', { name: 'Abort…' }).click();
  const aborting = page.getByRole('dialog', { name: /^Abort Development clusters/ });
  await aborting.getByLabel('Reason').fill('Wrong week for it');
  await aborting.getByRole('button', { name: 'Abort the campaign' }).click();
  await expect(page.getByText('Aborted', { exact: true }).first()).toBeVisible();
  await expect(events).toContainText('Wrong week for it');
  for (const name of ['Pause', 'Resume', 'Abort…']) await expect(page.getByRole('button', { name, exact: true })).toHaveCount(0);

  await page.goto('/campaigns?state=aborted');
  const row = page.getByRole('row', { name: /Development clusters/ });
  await expect(row).toContainText('Aborted');

  // What was not repaved is planned again from where it was left.
  await row.getByRole('link').first().click();
  await page.getByRole('button', { name: 'Plan 3 remaining clusters' }).click();
  await expect(page.getByText('Draft', { exact: true })).toBeVisible();
  for (const name of ['core-dev-eu', 'data-dev-eu', 'identity-dev-eu']) await expect(page.getByRole('link', { name, exact: true })).toBeVisible();
});
