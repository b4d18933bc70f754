import { expect, test } from '@playwright/test';
import { findCluster, waitForFleet } from '#e2e/harness/demo-api.ts';
import { signInAs } from '#e2e/harness/sign-in.ts';

test('what changes before a page listens is shown as soon as it does, and a connection that is lost says so and comes back', async ({ page, baseURL }) => {
  await signInAs(page, 'operator');
  await waitForFleet(page);
  const headers = { origin: baseURL! };
  const { id: clusterId } = await findCluster(page, 'edge-ap-03');
  const made = await page.request.post('/api/v1/campaigns', { headers: { ...headers, 'idempotency-key': 'before-it-listens' }, data: { kind: 'cluster-repave', name: 'Before it listens', clusterIds: [clusterId] } });
  const { id } = (await made.json()) as { id: string };

  const indicator = page.getByRole('status').filter({ hasText: /live|connecting/ });
  const connecting = Promise.withResolvers<() => void>();
  await page.route('**/api/live', (route) => connecting.resolve(() => void route.continue()), { times: 1 });
  await page.goto(`/campaigns/${id}`);
  await expect(page.getByText('Draft', { exact: true })).toBeVisible();
  const listen = await connecting.promise;
  expect((await page.request.post(`/api/v1/campaigns/${id}/abort`, { headers, data: {} })).status()).toBe(200);
  await expect(indicator).toHaveText('connecting');
  listen();
  await expect(indicator).toHaveText('live');
  await expect(page.getByText('Aborted', { exact: true }).first()).toBeVisible({ timeout: 10_000 });

  await page.route('**/api/live', (route) => route.abort());
  await page.reload();
  await expect(indicator).toHaveText('not live');
  await page.unroute('**/api/live');
  await expect(indicator).toHaveText('live', { timeout: 30_000 });
});
