import { expect, type Page } from '@playwright/test';

/** What a journey needs of a cluster, as the API gives it. */
export type DemoCluster = { id: string; name: string; controlPlaneVersion: string | null; support: { state: string }; freshness: { state: string } };

/** All clusters that match these filters, asked from the API with the session of `page`. */
export async function readClusters(page: Page, query = ''): Promise<DemoCluster[]> {
  const response = await page.request.get(`/api/v1/clusters?limit=200${query && `&${query}`}`);
  expect(response.status()).toBe(200);
  return ((await response.json()) as { items: DemoCluster[] }).items;
}

/** The cluster of this name; waits until the fleet has been listed. */
export async function findCluster(page: Page, name: string): Promise<DemoCluster> {
  let found: DemoCluster | undefined;
  await expect.poll(async () => (found = (await readClusters(page, `q=${name}`)).find((cluster) => cluster.name === name))?.name).toBe(name);
  return found!;
}

/** Waits until the whole demo fleet was seen: all but the cluster that nobody can reach. */
export async function waitForFleet(page: Page): Promise<void> {
  await expect.poll(async () => (await readClusters(page, 'freshness=fresh')).length, { timeout: 60_000 }).toBe(40);
}
