import { gzipSync } from 'node:zlib';
import { chromium } from '@playwright/test';
import type { Browser, BrowserContext, Page } from '@playwright/test';
import { z } from 'zod';
import { demoAccounts } from '#lib/access/initial-accounts.ts';
import { openDemoApi } from './demo-api.ts';
import { quantile } from './quantile.ts';
import type { Stage } from './stage.ts';
import { findChromium } from '../scripts/chromium.ts';

/** One page as a real Chromium meets it first: script until the load event, gzip'd, and the median largest contentful paint. */
export type PageFigures = { path: string; scriptBytes: number; scripts: number; lcpMs: number; lcpMaxMs: number };
/** All pages, and from a PATCH in the API server to the word in an open page, in milliseconds; `version` is Chromium's. */
export type BrowserFigures = { pages: PageFigures[]; liveP50Ms: number; liveMaxMs: number; liveSamples: number; version: string };

const visits = 5;
const liveSamples = 20;
const source = 'mgmt-eu';

/** Visits every page with an empty cache, signed in as an operator, and watches a change arrive in the open list of clusters. */
export async function measureBrowser(stage: Stage): Promise<BrowserFigures> {
  const { executablePath, args } = await findChromium();
  const browser = await chromium.launch({ executablePath, args });
  try {
    const state = await signIn(browser, stage);
    const pages = [await measurePage(browser, stage, '/sign-in', null)];
    for (const path of await readPaths(stage)) pages.push(await measurePage(browser, stage, path, state));
    const live = await measureLiveInPage(browser, stage, state);
    return { pages, liveP50Ms: quantile(live, 0.5), liveMaxMs: quantile(live, 1), liveSamples: live.length, version: browser.version() };
  } finally {
    await browser.close();
  }
}

type SignedIn = Awaited<ReturnType<BrowserContext['storageState']>>;

async function signIn(browser: Browser, stage: Stage): Promise<SignedIn> {
  const account = demoAccounts.find(({ role }) => role === 'operator')!;
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${stage.url}/sign-in`);
  await page.getByLabel('Email').fill(account.email);
  await page.getByLabel('Password').fill(account.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
  const state = await context.storageState();
  await context.close();
  return state;
}

async function readPaths(stage: Stage): Promise<string[]> {
  const headers = { authorization: `Bearer ${stage.token}` };
  const { items } = z.object({ items: z.array(z.object({ id: z.string() })) }).parse(await (await fetch(`${stage.url}/api/v1/clusters?source=${source}&limit=1`, { headers })).json());
  const cluster = items[0]!.id;
  const preview = await fetch(`${stage.url}/api/v1/campaigns`, {
    method: 'POST', headers: { ...headers, 'content-type': 'application/json', 'idempotency-key': `bench-${process.pid}` },
    body: JSON.stringify({ kind: 'cluster-repave', clusterIds: [cluster], parameters: {} }),
  });
  const campaign = z.object({ id: z.string() }).parse(await preview.json()).id;
  return ['/', '/clusters', `/clusters/${cluster}`, '/campaigns', `/campaigns/${campaign}`, '/settings', '/audit'];
}

async function measurePage(browser: Browser, stage: Stage, path: string, state: SignedIn | null): Promise<PageFigures> {
  const lcpsMs: number[] = [];
  let scripts: number[] = [];
  for (let visit = 0; visit < visits; visit += 1) {
    // A context of its own has an empty cache.
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...(state && { storageState: state }) });
    try {
      const page = await context.newPage();
      const bodies: Promise<Buffer>[] = [];
      // Chromium does not fetch scripts marked nomodule, which are those for old browsers.
      page.on('response', (response) => response.request().resourceType() === 'script' && bodies.push(response.body()));
      await page.goto(`${stage.url}${path}`, { waitUntil: 'load' });
      scripts = (await Promise.all(bodies)).map((body) => gzipSync(body).length);
      lcpsMs.push(await readLcp(page));
    } finally {
      await context.close();
    }
  }
  return { path: path.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/, '[id]'), scriptBytes: scripts.reduce((sum, size) => sum + size, 0), scripts: scripts.length, lcpMs: quantile(lcpsMs, 0.5), lcpMaxMs: quantile(lcpsMs, 1) };
}

/** The last candidate a second after load: by then everything that is large stands. */
async function readLcp(page: Page): Promise<number> {
  await page.waitForTimeout(1_000);
  return page.evaluate(() => new Promise<number>((resolve) => {
    new PerformanceObserver((list) => resolve(list.getEntries().at(-1)?.startTime ?? 0)).observe({ type: 'largest-contentful-paint', buffered: true });
    setTimeout(() => resolve(0), 2_000);
  }));
}

async function measureLiveInPage(browser: Browser, stage: Stage, state: SignedIn): Promise<number[]> {
  const headers = { authorization: `Bearer ${stage.token}` };
  const answer = await (await fetch(`${stage.url}/api/v1/clusters?source=${source}&rollout=steady&limit=1`, { headers })).json();
  const cluster = z.object({ items: z.array(z.object({ name: z.string(), namespace: z.string() })) }).parse(answer).items[0]!;
  const api = await openDemoApi(stage.configFile, source);
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, storageState: state });
  const samplesMs: number[] = [];
  try {
    const page = await context.newPage();
    await page.goto(`${stage.url}/clusters?q=${cluster.name}`);
    const row = page.getByRole('row').filter({ hasText: cluster.name });
    await row.getByText('steady', { exact: true }).waitFor();
    for (let sample = 0; sample < liveSamples; sample += 1) {
      const paused = sample % 2 === 0;
      // The page refetches a list at most every 0.7 s; a person's changes do not come faster.
      await page.waitForTimeout(1_000);
      const startedAt = performance.now();
      await api.pause(cluster, paused);
      await row.getByText(paused ? 'paused' : 'steady', { exact: true }).waitFor({ timeout: 30_000 });
      samplesMs.push(performance.now() - startedAt);
    }
  } finally {
    await context.close();
  }
  return samplesMs;
}
