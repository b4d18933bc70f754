import { openDatabase } from '#lib/platform/db/database.ts';
import { clusterRepave } from '../kinds/cluster-repave/cluster-repave.ts';
import { startCampaignRunner } from './runner.ts';

// A worker of its own for tests that kill it: it prints the value of its first call and never comes back from it.
await startCampaignRunner({
  db: openDatabase(process.argv[2] ?? ''),
  kinds: [clusterRepave],
  log: { info: () => undefined, warn: () => undefined },
  tickMs: 100,
  sweepMs: 200,
  callTimeoutMs: 600_000,
  actuatorOf: async () => ({
    setRolloutAfter: (_target, after) => {
      process.stdout.write(`${after}\n`);
      return new Promise(() => undefined);
    },
  }),
});
