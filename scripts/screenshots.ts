import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { startTarmac } from '#e2e/harness/start-tarmac.ts';
import { demoAccounts } from '#lib/access/initial-accounts.ts';
import { findChromium } from './chromium.ts';

// Photographs every page in both themes at 1440 and 390 px into screenshots/, of an instance of its own with the demo
// fleet, or of the running demo that TARMAC_SCREENSHOTS_URL names.
const folder = path.resolve(import.meta.dirname, '../screenshots');
const themes = ['light', 'dark'] as const;
const widths = [1440, 390] as const;

const running = process.env.TARMAC_SCREENSHOTS_URL ? null : await startTarmac({ TARMAC_DEMO: '1', TARMAC_DEMO_SPEED: '5' }, console.log);
const baseURL = running?.url ?? process.env.TARMAC_SCREENSHOTS_URL ?? '';
const found = await findChromium();
const browser = await chromium.launch({ executablePath: found.executablePath, args: found.args });
mkdirSync(folder, { recursive: true });
let troubles = 0;
try {
  for (const colorScheme of themes) {
    for (const width of widths) {
      const context = await browser.newContext({ baseURL, colorScheme, viewport: { width, height: width === 390 ? 844 : 900 }, reducedMotion: 'reduce', locale: 'en-GB', timezoneId: 'UTC' });
      const page = await context.newPage();
      page.on('pageerror', (error) => {
        troubles += 1;
        console.log(`${page.url()}: ${error.message}`);
      });
      await photograph(page, '/sign-in', `sign-in-${colorScheme}-${width}`);
      await signIn(page);
      for (const [name, address] of await listPages(page)) await photograph(page, address, `${name}-${colorScheme}-${width}`);
      await context.close();
    }
  }
} finally {
  await browser.close();
  await running?.stop();
}
process.exitCode = troubles > 0 ? 1 : 0;

async function photograph(page: Page, address: string, name: string): Promise<void> {
  await page.goto(address);
  await page.getByRole('heading', { level: 1 }).first().waitFor({ state: 'attached' });
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: path.join(folder, `${name}.png`) });
  console.log(`screenshots/${name}.png`);
}

async function signIn(page: Page): Promise<void> {
  const account = demoAccounts.find(({ role }) => role === 'admin');
  await page.getByLabel('Email').fill(account?.email ?? '');
  await page.getByLabel('Password').fill(account?.password ?? '');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
}

/** Name and address of every page; of clusters the stuck and the unreachable one, of campaigns a draft and the newest. */
async function listPages(page: Page): Promise<[name: string, address: string][]> {
  const read = async <T>(address: string): Promise<T[]> => ((await (await page.request.get(`/api/v1${address}`)).json()) as { items: T[] }).items;
  const clusters = await waitForClusters(() => read<{ id: string; name: string }>('/clusters?limit=200'));
  const idOf = (name: string) => clusters.find((cluster) => cluster.name === name)?.id;
  const campaigns = await read<{ id: string; state: string }>('/campaigns?limit=50');
  if (!campaigns.some(({ state }) => state === 'draft')) {
    const targets = ['orders-prod-us', 'identity-prod-us', 'edge-us-02', 'core-dev-eu'].flatMap((name) => idOf(name) ?? []);
    await page.request.post('/api/v1/campaigns', { headers: { origin: baseURL, 'idempotency-key': 'screenshots' }, data: { kind: 'cluster-repave', name: 'October kernel', clusterIds: targets } });
    if (running) await startCampaign(page, ['edge-us-03', 'edge-us-04'].flatMap((name) => idOf(name) ?? []));
    campaigns.push(...(await read<{ id: string; state: string }>('/campaigns?limit=50')));
  }
  const [source] = await read<{ id: string }>('/sources');
  const draft = campaigns.find(({ state }) => state === 'draft');
  const started = campaigns.find(({ state }) => state !== 'draft');
  const pages: [string, string | undefined][] = [
    ['overview', '/'],
    ['clusters', '/clusters'],
    ['version-map', '/clusters?view=versions'],
    ['cluster-stuck', idOf('orders-prod-us') && `/clusters/${idOf('orders-prod-us')}`],
    ['cluster-unreachable', idOf('edge-eu-03') && `/clusters/${idOf('edge-eu-03')}`],
    ['campaigns', '/campaigns'],
    ['campaign-draft', draft && `/campaigns/${draft.id}`],
    ['campaign', started && `/campaigns/${started.id}`],
    ['audit', '/audit'],
    ['settings', '/settings'],
    ['source', source && `/settings/sources/${source.id}`],
    ['tokens', '/settings/tokens'],
  ];
  return pages.flatMap(([name, address]) => (address ? [[name, address]] : []));
}

/** Repaves these clusters, so that there is a campaign in motion to see. */
async function startCampaign(page: Page, clusterIds: string[]): Promise<void> {
  const headers = { origin: baseURL, 'idempotency-key': 'screenshots-running' };
  const made = await page.request.post('/api/v1/campaigns', { headers, data: { kind: 'cluster-repave', name: 'Repave edge, October kernel', clusterIds } });
  const { id, plan } = (await made.json()) as { id: string; plan: { hash: string } };
  await page.request.post(`/api/v1/campaigns/${id}/start`, { headers, data: { planHash: plan.hash, reason: 'Kernel fixes of October' } });
}

const mostAttempts = 60;

/** Asks until the demo fleet has been listed. */
async function waitForClusters<T>(read: () => Promise<T[]>): Promise<T[]> {
  for (let attempt = 1; ; attempt += 1) {
    const clusters = await read();
    if (clusters.length >= 40 || attempt === mostAttempts) return clusters;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}
