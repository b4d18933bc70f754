// Stands in for the build of Next.js, which leaves a folder. With a file `slow` in the checkout it never ends by itself.
import { appendFileSync, existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';

mkdirSync('.next', { recursive: true });
appendFileSync(path.join('.next', 'builds'), 'built\n');
appendFileSync('build.pids', `${process.pid}\n`);
if (existsSync('slow')) setInterval(() => undefined, 60_000);
