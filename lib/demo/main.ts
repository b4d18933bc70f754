import { readEnvironment } from '#lib/platform/config/environment.ts';
import { describeError } from '#lib/kernel/app-error.ts';
import { lowerPriority } from '#lib/platform/process/lower-priority.ts';
import { startDemoFleet } from './start-demo-fleet.ts';

/** The demo fleet as a process of its own; says `demo ready <path of tarmac.yaml>` once it can be read. */
async function main(): Promise<void> {
  // It stands in for machines elsewhere, which would take nothing from this one.
  lowerPriority();
  const environment = readEnvironment();
  const demo = await startDemoFleet({
    dataDir: environment.dataDir,
    size: environment.demoSize,
    seed: environment.demoSeed,
    speed: environment.demoSpeed,
    log: (message) => process.stderr.write(`${message}\n`),
  });
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    // A disk that hangs must not keep the process: what was saved last is used then.
    setTimeout(() => process.exit(0), 1800).unref();
    demo.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`The demo fleet could not save its state: ${describeError(error)}\n`);
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  // A parent that forked this process is gone when its channel closes; the launcher sees to the others.
  process.on('disconnect', stop);
  process.stdout.write(`demo ready ${demo.configFile}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`The demo fleet could not start: ${describeError(error)}\n`);
  process.exit(1);
});
