import { setFlagsFromString } from 'node:v8';
import { AppError, describeError } from '#lib/kernel/app-error.ts';
import { readEnvironment } from '#lib/platform/config/environment.ts';
import { createLogger } from '#lib/platform/log/logger.ts';
import { lowerPriority } from '#lib/platform/process/lower-priority.ts';
import { startWorker } from './compose.ts';
import type { Worker } from './compose.ts';

// Below the 2.5 s that the launcher waits before it kills.
const stopMs = 2_300;

// Syncing makes garbage by the gigabyte beside little that lives; left to itself V8 lets the heap grow to a multiple of that.
setFlagsFromString('--heap-growing-percent=40');

// Where both share a machine, somebody who waits for a page comes before the next listing.
lowerPriority();

try {
  const environment = readEnvironment();
  const log = createLogger({ name: 'worker', level: environment.logLevel, format: environment.logFormat });
  const { databaseUrl } = environment;
  if (!databaseUrl) throw new AppError('database-url-missing', 'The worker needs DATABASE_URL: start everything with npm start, or set it.');
  const worker = await startWorker({ ...environment, databaseUrl }, log);
  // The launcher waits for this line, whatever the log's level.
  if (log.isLevelEnabled('info')) log.info({ pid: process.pid }, 'worker ready');
  else process.stdout.write('worker ready\n');
  stopOnSignal(worker);
} catch (thrown) {
  process.stderr.write(`${describeError(thrown)}\n`);
  process.exit(1);
}

function stopOnSignal(worker: Worker): void {
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(0), stopMs).unref();
    worker.stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}
