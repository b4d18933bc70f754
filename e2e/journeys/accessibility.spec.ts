import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { findCluster, waitForFleet } from '#e2e/harness/demo-api.ts';
import { signInAs } from '#e2e/harness/sign-in.ts';

async function expectNothingFound(page: Page, what: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']).analyze();
  const words = violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => `${node.target.join(' ')} (${node.failureSummary?.split('\n')[1]?.trim()})`).join('; ')}`);
  expect.soft(words, what).toEqual([]);
}

/** A draft, and a campaign that was begun and paused: of one cluster that is free and one that something holds. */
async function makeCampaigns(page: Page, origin: string): Promise<{ id: string; name: string }[]> {
  const clusterIds = [(await findCluster(page, 'edge-us-03')).id, (await findCluster(page, 'orders-prod-us')).id];
  const made = [];
  for (const name of ['A draft to read', 'Begun and paused']) {
    const answer = await page.request.post('/api/v1/campaigns', { headers: { origin, 'idempotency-key': crypto.randomUUID() }, data: { kind: 'cluster-repave', name, clusterIds } });
    made.push((await answer.json()) as { id: string; name: string; plan: { hash: string } });
  }
  const { id, plan } = made[1]!;
  for (const [action, data] of [['start', { planHash: plan.hash }], ['pause', {}]] as const) expect((await page.request.post(`/api/v1/campaigns/${id}/${action}`, { headers: { origin }, data })).status()).toBe(200);
  return made;
}

/** Every page by its address, with the heading that shows that it is there. */
async function findPages(page: Page, campaigns: { id: string; name: string }[]): Promise<[path: string, heading: string][]> {
  const cluster = await findCluster(page, 'orders-prod-us');
  const unseen = await findCluster(page, 'edge-eu-03');
  const { items: sources } = (await (await page.request.get('/api/v1/sources')).json()) as { items: { id: string; name: string }[] };
  return [
    ['/', 'Fleet'], ['/clusters', 'Clusters'], ['/clusters?view=versions', 'Clusters'],
    [`/clusters/${cluster.id}`, cluster.name], [`/clusters/${unseen.id}`, unseen.name],
    ...['nodes', 'workloads', 'budgets', 'timeline'].map((tab): [string, string] => [`/clusters/${cluster.id}?tab=${tab}`, cluster.name]),
    ['/campaigns', 'Campaigns'], ...campaigns.map(({ id, name }): [string, string] => [`/campaigns/${id}`, name]),
    ['/audit', 'Audit'], ['/settings', 'Settings'], ['/settings/tokens', 'Settings'], [`/settings/sources/${sources[0]!.id}`, sources[0]!.name],
  ];
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing on any page in the ${colorScheme} theme`, async ({ page, baseURL }) => {
    test.setTimeout(150_000);
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.goto('/sign-in');
    await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeEnabled();
    await expectNothingFound(page, '/sign-in');
    await signInAs(page, 'admin');
    await waitForFleet(page);
    const campaigns = await makeCampaigns(page, baseURL!);
    for (const [path, heading] of await findPages(page, campaigns)) {
      await page.goto(path);
      await expect(page.getByRole('heading', { level: 1, name: heading })).toBeAttached();
      await expectNothingFound(page, path);
    }
    await page.goto(`/campaigns/${campaigns[1]!.id}`);
    await page.getByRole('button', { name: 'Show the machines of orders-prod-us' }).click();
    await expect(page.getByText('when it was planned, this stood in the way')).toBeVisible();
    await page.getByRole('button', { name: 'Show the plan as it was made' }).click();
    await expect(page.getByRole('region', { name: 'Held' })).toBeVisible();
    await expectNothingFound(page, 'a campaign of which all is open');
    for (const { id } of campaigns) await page.request.post(`/api/v1/campaigns/${id}/abort`, { headers: { origin: baseURL! }, data: {} });
  });

  test(`axe finds nothing in the dialogs in the ${colorScheme} theme`, async ({ page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await signInAs(page, 'admin');
    await page.goto('/settings');
    await page.getByRole('button', { name: 'Add a source…' }).first().click();
    await expect(page.getByRole('dialog', { name: 'Add a source' })).toBeVisible();
    await expectNothingFound(page, 'adding a source');
    await page.keyboard.press('Escape');
    await page.goto('/settings/tokens');
    await page.getByRole('button', { name: 'Make a token…' }).click();
    await expect(page.getByRole('dialog', { name: 'Make an API token' })).toBeVisible();
    await expectNothingFound(page, 'making a token');
    await page.keyboard.press('Escape');
    await page.keyboard.press('ControlOrMeta+k');
    await expect(page.getByRole('dialog', { name: 'Search or act' })).toBeVisible();
    await expectNothingFound(page, 'the palette');
  });
}
