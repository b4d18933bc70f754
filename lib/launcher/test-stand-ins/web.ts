import { appendFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';

// Stands in for the web server: like the real one it does not end on SIGTERM while an event stream is open.
appendFileSync(path.join(process.env.TARMAC_DATA!, 'web.pids'), `${process.pid}\n`);
const server = createServer((request, response) => {
  if (request.url === '/api/live') {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n');
    return;
  }
  response.end(JSON.stringify({ banner: process.env.TARMAC_BANNER, proxy: process.env.TARMAC_URL }));
});
server.listen(Number(process.env.PORT), process.env.HOST, () => process.stdout.write('web server ready\n'));
process.on('SIGTERM', () => server.close(() => process.exit(0)));
