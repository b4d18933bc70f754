import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const dataDir = process.env.TARMAC_DATA!;
const config = path.join(dataDir, 'demo', 'tarmac.yaml');
appendFileSync(path.join(dataDir, 'demo.pids'), `${process.pid}\n`);
mkdirSync(path.dirname(config), { recursive: true });
writeFileSync(config, 'sources: []\n');
process.stdout.write(`demo ready ${config}\n`);
setInterval(() => undefined, 60_000);
process.on('SIGTERM', () => process.exit(0));
