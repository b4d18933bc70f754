import path from 'node:path';
import { watch } from 'chokidar';
import { runLauncher } from './run-launcher.ts';

const lib = path.resolve(import.meta.dirname, '..');
const ofNoConcern = /\.test\.tsx?$|README\.md$|^(launcher|demo|api|web)\//;
const settleMs = 150;

// The web server reloads by itself; the worker is started again when a file of it changes.
await runLauncher({ development: true }, ({ worker }) => {
  let timer: NodeJS.Timeout | undefined;
  const watcher = watch(lib, { ignoreInitial: true, ignored: (file) => ofNoConcern.test(path.relative(lib, file)) }).on('all', () => {
    clearTimeout(timer);
    timer = setTimeout(() => worker.restart(), settleMs);
  });
  return [() => watcher.close()];
});
