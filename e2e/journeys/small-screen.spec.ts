import { expect, test } from '@playwright/test';
import { findCluster, waitForFleet } from '#e2e/harness/demo-api.ts';
import { signInAs } from '#e2e/harness/sign-in.ts';

test.use({ viewport: { width: 390, height: 844 } });

test('on a phone every page fits, and a campaign can be read and stopped', async ({ page, baseURL }) => {
  await signInAs(page, 'operator');
  await waitForFleet(page);
  const cluster = await findCluster(page, 'edge-us-04');
  const made = await page.request.post('/api/v1/campaigns', {
    headers: { origin: baseURL!, 'idempotency-key': `phone-${cluster.id}` },
    data: { kind: 'cluster-repave', name: 'Seen from a phone', clusterIds: [cluster.id] },
  });
  const { id } = (await made.json()) as { id: string };
  for (const path of ['/', '/clusters', `/clusters/${cluster.id}`, '/campaigns', `/campaigns/${id}`, '/settings', '/audit']) {
    await page.goto(path);
    await expect(page.getByRole('heading', { level: 1 })).toBeAttached();
    await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth), path).toBeLessThanOrEqual(390);
  }
  await page.goto(`/campaigns/${id}`);
  await page.getByRole('button', { name: 'Discard…' }).click();
  await page.getByRole('button', { name: 'Discard the draft' }).click();
  await expect(page.getByText('Aborted', { exact: true }).first()).toBeVisible();
});
