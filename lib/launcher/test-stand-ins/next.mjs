// Stands in for Next.js: `build` leaves a folder, `start` serves, and like the real one it does not end on SIGTERM
// while an event stream is open. With a file `slow` in the checkout a build never ends by itself.
import { appendFileSync, existsSync, mkdirSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';

const [command, ...args] = process.argv.slice(2);
const valueOf = (name) => args[args.indexOf(name) + 1];
if (command === 'build') {
  mkdirSync('.next', { recursive: true });
  appendFileSync(path.join('.next', 'builds'), 'built\n');
  appendFileSync('build.pids', `${process.pid}\n`);
  if (existsSync('slow')) setInterval(() => undefined, 60_000);
} else {
  appendFileSync(path.join(process.env.TARMAC_DATA, 'web.pids'), `${process.pid}\n`);
  const server = createServer((request, response) => {
    if (request.url === '/api/live') {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n');
      return;
    }
    response.end(JSON.stringify({ banner: process.env.TARMAC_BANNER, proxy: process.env.TARMAC_URL }));
  });
  server.listen(Number(valueOf('--port')), valueOf('--hostname'), () => process.stdout.write('Ready in 1ms\n'));
  process.on('SIGTERM', () => server.close(() => process.exit(0)));
}
