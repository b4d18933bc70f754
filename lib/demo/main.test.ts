import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, expect, test } from 'vitest';
import { parse } from 'yaml';

const folders: string[] = [];
afterEach(async () => {
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true, force: true })));
});

async function run(dataDir: string): Promise<{ configFile: string; end: (signal: NodeJS.Signals) => Promise<number | null> }> {
  const child = spawn(process.execPath, [path.join(import.meta.dirname, 'main.ts')], {
    env: { ...process.env, NODE_ENV: 'test', TARMAC_DATA: dataDir, TARMAC_DEMO_SIZE: 'small', TARMAC_DEMO_SEED: '5' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  for await (const line of createInterface({ input: child.stdout })) {
    const match = /^demo ready (.+)$/.exec(line);
    if (!match) continue;
    return {
      configFile: match[1]!,
      end: async (signal) => {
        child.kill(signal);
        const [code] = await ended;
        return code;
      },
    };
  }
  throw new Error('The demo ended before it was ready.');
}

test('the process says where its configuration is, ends when told, and comes back on the same port after a kill', { timeout: 30_000 }, async () => {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'tarmac-demo-main-'));
  folders.push(dataDir);
  const first = await run(dataDir);
  const config = parse(await readFile(first.configFile, 'utf8'));
  expect(config.sources.map(({ name, kind }: { name: string; kind: string }) => [name, kind])).toEqual([
    ['mgmt-eu', 'cluster-api'],
    ['mgmt-us', 'cluster-api'],
    ['mgmt-ap', 'cluster-api'],
    ['reporting-legacy', 'kubernetes'],
  ]);
  const kubeconfigFile = path.join(path.dirname(first.configFile), config.sources[0].kubeconfigFile);
  const kubeconfig = await readFile(kubeconfigFile, 'utf8');
  await first.end('SIGKILL');

  const second = await run(dataDir);
  expect(await readFile(kubeconfigFile, 'utf8')).toBe(kubeconfig);
  expect(await second.end('SIGTERM')).toBe(0);
});
