import { expect, test } from '@playwright/test';
import { waitForFleet } from '#e2e/harness/demo-api.ts';
import { signInAs } from '#e2e/harness/sign-in.ts';

test('a plan that something holds is made again in place of the old one', async ({ page }) => {
  await signInAs(page, 'operator');
  await waitForFleet(page);
  await page.goto('/clusters?q=identity-prod-us');
  await page.getByRole('checkbox', { name: 'Select identity-prod-us' }).check();
  await page.getByRole('button', { name: /^Repave/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Preview the plan' }).click();
  await expect(page.getByRole('region', { name: 'Held' })).toContainText('Cluster identity-prod-us is paused');
  await expect(page.getByRole('button', { name: 'Nothing can be started' })).toBeDisabled();

  const first = page.url();
  await page.getByRole('button', { name: 'Plan again' }).click();
  await expect(page).not.toHaveURL(first);
  await expect(page.getByRole('region', { name: 'Held' })).toContainText('Cluster identity-prod-us is paused');
  await page.goto(first);
  await expect(page.getByText('Aborted', { exact: true }).first()).toBeVisible();
  await expect(page.getByRole('list', { name: 'Events, newest first' })).toContainText('Planned again');
});

test('a cluster that holds up a campaign is skipped with a reason, and the campaign goes on without it', async ({ page }) => {
  await signInAs(page, 'operator');
  await waitForFleet(page);
  await page.goto('/clusters?q=identity-');
  for (const name of ['identity-prod-us', 'identity-staging-eu']) await page.getByRole('checkbox', { name: `Select ${name}` }).check();
  await page.getByRole('button', { name: 'Repave 2 clusters…' }).click();
  const asking = page.getByRole('dialog', { name: 'Repave 2 clusters' });
  await asking.getByLabel('Name').fill('Identity – “one paused”');
  await asking.getByLabel('Clusters in motion at once').fill('2');
  await asking.getByRole('button', { name: 'Preview the plan' }).click();
  await page.getByRole('button', { name: /^Repave 1 cluster \([\d,]+ machines\)…$/ }).click();
  const starting = page.getByRole('dialog');
  await expect(starting).toContainText('1 more cluster has something in the way');
  await starting.getByRole('button', { name: /^Repave 1 cluster/ }).click();

  await expect(page.getByText('Halted', { exact: true }).first()).toBeVisible({ timeout: 30_000 });
  await page.getByRole('button', { name: 'Skip…' }).click();
  const skipping = page.getByRole('dialog', { name: 'Skip identity-prod-us?' });
  await skipping.getByLabel('Reason').fill('Paused by its owners until Friday');
  await skipping.getByRole('button', { name: 'Skip the cluster' }).click();
  const targets = page.getByRole('list', { name: 'Clusters of this campaign' });
  await expect(targets.getByRole('img', { name: 'skipped' }).first()).toBeVisible();
  await expect(page.getByRole('list', { name: 'Events, newest first' })).toContainText('Paused by its owners until Friday');

  await page.getByRole('button', { name: 'Resume', exact: true }).click();
  await expect(page.getByText('Running', { exact: true }).first()).toBeVisible();
  await page.getByRole('button', { name: 'Abort…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Abort the campaign' }).click();
  await expect(page.getByText('Aborted', { exact: true }).first()).toBeVisible();
});
