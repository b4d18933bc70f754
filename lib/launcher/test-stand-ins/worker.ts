import { appendFileSync, existsSync } from 'node:fs';
import path from 'node:path';

const dataDir = process.env.TARMAC_DATA!;
appendFileSync(path.join(dataDir, 'worker.pids'), `${process.pid}\n`);
if (existsSync(path.join(dataDir, 'worker-is-broken'))) throw new Error('the worker was told to be broken');
process.stdout.write(`config ${process.env.TARMAC_CONFIG}\nworker ready\n`);
setInterval(() => undefined, 60_000);
process.on('SIGTERM', () => process.exit(0));
