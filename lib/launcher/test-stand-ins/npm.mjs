// Stands in for npm: an installation that never ends, and like the real one does not end at the first signal.
import { appendFileSync } from 'node:fs';

process.on('SIGTERM', () => undefined);
process.on('SIGINT', () => undefined);
appendFileSync('npm.pids', `${process.pid}\n`);
setInterval(() => undefined, 60_000);
