import { expect, test } from '@playwright/test';
import { findCluster, waitForFleet } from '#e2e/harness/demo-api.ts';
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
  await expect(page.getByRole('button', { name: 'Plan again' })).toBeEnabled();
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
  const targets = page.getByRole('list', { name: 'Clusters of this campaign' });
  await expect(targets.getByRole('link', { name: /^identity-/ })).toHaveText(['identity-staging-eu', 'identity-prod-us']);
  await expect(targets).toContainText('owner identity');
  await page.getByRole('button', { name: '1 blocked' }).click();
  await expect(targets.getByRole('link', { name: /^identity-/ })).toHaveText(['identity-prod-us']);
  await page.getByRole('button', { name: 'Show all' }).click();
  await page.getByRole('button', { name: 'Show the plan as it was made' }).click();
  await expect(page.getByRole('region', { name: 'Held' })).toContainText('Cluster identity-prod-us is paused');

  await page.getByRole('button', { name: 'Skip…' }).click();
  const skipping = page.getByRole('dialog', { name: 'Skip identity-prod-us?' });
  await skipping.getByLabel('Reason').fill('Paused by its owners until Friday');
  await skipping.getByRole('button', { name: 'Skip the cluster' }).click();
  await expect(targets.getByRole('img', { name: 'skipped' }).first()).toBeVisible();
  await expect(page.getByRole('list', { name: 'Events, newest first' })).toContainText('Paused by its owners until Friday');

  await page.getByRole('button', { name: 'Resume', exact: true }).click();
  await expect(page.getByText('Running', { exact: true }).first()).toBeVisible();
  await page.getByRole('button', { name: 'Abort…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Abort the campaign' }).click();
  await expect(page.getByText('Aborted', { exact: true }).first()).toBeVisible();
});

test('while a held cluster waits, its row opens to all that stands in the way and whose that is', async ({ page, baseURL }) => {
  await signInAs(page, 'operator');
  await waitForFleet(page);
  const clusterIds = [];
  for (const name of ['edge-ap-04', 'orders-prod-us']) clusterIds.push((await findCluster(page, name)).id);
  const headers = { origin: baseURL! };
  const made = await page.request.post('/api/v1/campaigns', { headers: { ...headers, 'idempotency-key': 'held-waits' }, data: { kind: 'cluster-repave', name: 'One waits', clusterIds } });
  const { id, plan } = (await made.json()) as { id: string; plan: { hash: string } };
  expect((await page.request.post(`/api/v1/campaigns/${id}/start`, { headers, data: { planHash: plan.hash } })).status()).toBe(200);
  expect((await page.request.post(`/api/v1/campaigns/${id}/pause`, { headers, data: {} })).status()).toBe(200);
  await page.goto(`/campaigns/${id}?show=held`);
  const targets = page.getByRole('list', { name: 'Clusters of this campaign' });
  await targets.getByRole('button', { name: 'Show the machines of orders-prod-us' }).click();
  await expect(targets).toContainText('when it was planned, this stood in the way');
  await expect(targets).toContainText(/Disruption budget orders\/checkout never allows an eviction.*team orders/);

  await page.route(`**/api/v1/campaigns/${id}`, (route) => route.abort());
  expect((await page.request.post(`/api/v1/campaigns/${id}/abort`, { headers, data: {} })).status()).toBe(200);
  await expect(page.getByText('This is what was loaded')).toBeVisible();
});

test('a plan that another campaign overtook is refused with the reason, and made again', async ({ page, baseURL }) => {
  await signInAs(page, 'operator');
  await waitForFleet(page);
  const { id: clusterId } = await findCluster(page, 'edge-ap-03');
  const headers = { origin: baseURL! };
  const draft = async (name: string) => {
    const made = await page.request.post('/api/v1/campaigns', { headers: { ...headers, 'idempotency-key': name }, data: { kind: 'cluster-repave', name, clusterIds: [clusterId] } });
    return (await made.json()) as { id: string; plan: { hash: string } };
  };
  const [mine, theirs] = [await draft('Mine'), await draft('Theirs')];
  await page.goto(`/campaigns/${mine.id}`);
  const start = page.getByRole('button', { name: /^Repave 1 cluster \([\d,]+ machines\)…$/ });
  await expect(start).toBeVisible();
  expect((await page.request.post(`/api/v1/campaigns/${theirs.id}/start`, { headers, data: { planHash: theirs.plan.hash } })).status()).toBe(200);
  await start.click();
  const starting = page.getByRole('dialog');
  await starting.getByRole('button', { name: /^Repave 1 cluster/ }).click();
  await expect(starting.getByRole('alert')).toContainText('in the hands of the campaign Theirs (running)');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Plan again' }).click();
  await expect(page.getByRole('region', { name: 'Held' })).toContainText('in the hands of the campaign Theirs');
  expect((await page.request.post(`/api/v1/campaigns/${theirs.id}/abort`, { headers, data: {} })).status()).toBe(200);
});
