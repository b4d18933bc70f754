import { defineConfig } from '@playwright/test';
import { findChromium } from './scripts/chromium.ts';

const port = Number(process.env['TARMAC_E2E_PORT'] ?? 3987);
const chromium = await findChromium();

/**
 * The journeys run against the whole product: launcher, embedded PostgreSQL, worker, web and the
 * demo fleet at twenty times its speed. They share one fleet, so they run one after another.
 */
export default defineConfig({
  testDir: 'e2e/journeys',
  outputDir: 'test-results',
  workers: 1,
  fullyParallel: false,
  forbidOnly: true,
  retries: 0,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  reporter: [['list'], ['json', { outputFile: 'test-results/journeys.json' }]],
  use: {
    baseURL: `http://127.0.0.1:${port}`,
    locale: 'en-GB',
    timezoneId: 'UTC',
    viewport: { width: 1440, height: 900 },
    trace: 'retain-on-failure',
    // By this name the browser comes as from another machine: by plain http and not from localhost.
    launchOptions: { executablePath: chromium.executablePath, args: [...chromium.args, '--host-resolver-rules=MAP tarmac.test 127.0.0.1'] },
  },
  webServer: {
    command: 'node bin/run.mjs e2e/harness/serve-journeys.ts',
    url: `http://127.0.0.1:${port}/api/health`,
    timeout: 240_000,
    gracefulShutdown: { signal: 'SIGTERM', timeout: 15_000 },
    stdout: 'pipe',
    stderr: 'pipe',
    reuseExistingServer: false,
    env: { PORT: String(port) },
  },
});
