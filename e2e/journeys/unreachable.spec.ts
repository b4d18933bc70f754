import { expect, test } from '@playwright/test';
import { findCluster, waitForFleet } from '#e2e/harness/demo-api.ts';
import { signInAs } from '#e2e/harness/sign-in.ts';

test('a cluster that cannot be reached is unknown wherever it is shown, and never well', async ({ page }) => {
  await signInAs(page, 'operator');
  await waitForFleet(page);
  const cluster = await findCluster(page, 'edge-eu-03');

  await page.goto('/clusters?q=edge-eu-03');
  const row = page.getByRole('row', { name: /edge-eu-03/ });
  await expect(row.getByRole('img', { name: 'never reached' })).toBeVisible();
  await expect(row.getByRole('img', { name: 'ok', exact: true })).toHaveCount(0);
  await expect(page.getByText('1 not seen lately, counted as unknown')).toBeVisible();

  await page.goto(`/clusters/${cluster.id}`);
  await expect(page.getByText('This cluster was never reached')).toBeVisible();
  await expect(page).toHaveTitle('edge-eu-03 · Tarmac');
  await expect(page.getByText('It counts as unknown everywhere', { exact: false })).toBeVisible();
  await expect(page.getByText('All are as they should be')).toHaveCount(0);

  await page.goto('/');
  await expect(page.getByRole('link', { name: 'edge-eu-03 was never reached', exact: true })).toBeVisible();
  await expect(page.getByRole('img', { name: /^Clusters by Kubernetes minor: .*not seen lately 1$/ })).toBeVisible();
  await expect(page.getByRole('listitem').filter({ hasText: 'edge-eu-03 was never reached' }).first()).toBeVisible();
  await page.getByRole('link', { name: /^not seen lately\s*1$/ }).click();
  await expect(page).toHaveURL(/freshness=stale(,|%2C)unknown/);
  await expect(page.getByRole('row', { name: /edge-eu-03/ })).toBeVisible();
});
