import { expect, test } from '@playwright/test';
import { findCluster, readClusters, waitForFleet } from '#e2e/harness/demo-api.ts';
import { signInAs } from '#e2e/harness/sign-in.ts';

test('a viewer sees everything of the fleet and is offered nothing that would be refused', async ({ page, baseURL }) => {
  await signInAs(page, 'viewer');
  await waitForFleet(page);
  const [first] = await readClusters(page, 'support=supported');
  await page.goto(`/clusters/${first!.id}`);
  await expect(page.getByRole('heading', { level: 1, name: first!.name })).toBeVisible();
  await expect(page.getByRole('button', { name: /Repave/ })).toHaveCount(0);

  await page.goto('/clusters');
  await page.getByRole('checkbox', { name: `Select ${first!.name}` }).check();
  await expect(page.getByRole('region', { name: 'Selection' })).toContainText('Your role may see, not repave.');
  await expect(page.getByRole('button', { name: /^Repave/ })).toHaveCount(0);

  await page.goto('/settings');
  await expect(page.getByRole('table', { name: 'Sources' })).toBeVisible();
  await expect(page.getByRole('button', { name: /Add a source/ })).toHaveCount(0);
  await expect(page.getByRole('link', { name: 'API tokens' })).toHaveCount(0);
  await page.goto('/audit');
  await expect(page.getByText('The audit record is for auditors and administrators')).toBeVisible();

  const refused = await page.request.post('/api/v1/campaigns', {
    headers: { origin: baseURL!, 'idempotency-key': 'viewer-may-not' },
    data: { kind: 'cluster-repave', clusterIds: [first!.id] },
  });
  expect(refused.status()).toBe(403);
  expect((await page.request.get('/api/v1/audit')).status()).toBe(403);
});

test("a viewer reads a campaign without its actions", async ({ page, browser, baseURL }) => {
  const maker = await browser.newContext({ baseURL });
  try {
    const operator = await maker.newPage();
    await signInAs(operator, 'operator');
    const cluster = await findCluster(operator, 'edge-ap-02');
    const made = await operator.request.post('/api/v1/campaigns', {
      headers: { origin: baseURL!, 'idempotency-key': `viewer-${cluster.id}` },
      data: { kind: 'cluster-repave', name: 'A plan to read', clusterIds: [cluster.id] },
    });
    expect(made.status()).toBe(201);
    const { id } = (await made.json()) as { id: string };
    await signInAs(page, 'viewer');
    await page.goto(`/campaigns/${id}`);
    await expect(page.getByRole('heading', { level: 1, name: 'A plan to read' })).toBeVisible();
    await expect(page.getByText('Your role may look but not act.')).toBeVisible();
    for (const name of [/^Repave/, /^Discard/, /^Abort/, /^Pause/]) await expect(page.getByRole('button', { name })).toHaveCount(0);
  } finally {
    await maker.close();
  }
});
