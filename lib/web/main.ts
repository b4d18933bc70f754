import { createServer } from 'node:http';
import type { ServerResponse } from 'node:http';
import path from 'node:path';
import next from 'next';
import { describeError } from '#lib/kernel/app-error.ts';
import { useBuiltNextConfig } from '#lib/platform/config/built-next-config.ts';
import { readEnvironment } from '#lib/platform/config/environment.ts';

try {
  const { host, port } = readEnvironment();
  const dir = path.resolve(import.meta.dirname, '../..');
  useBuiltNextConfig(dir);
  const app = next({ dev: false, dir, hostname: host, port });
  await app.prepare();
  const answerPages = app.getRequestHandler();

  const server = createServer((request, response) => {
    // Next.js runs what offers the API when it is first asked for something, and until then answers for it.
    if (isForApi(request.url) && globalThis.tarmacApiListener) globalThis.tarmacApiListener(request, response);
    else answerPages(request, response).catch((thrown: unknown) => fail(response, thrown));
  });
  server.on('error', giveUp);
  server.listen(port, host, () => process.stdout.write('web server ready\n'));
  // Open answers are let finish; the event streams are ended by the same signal.
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => server.close(() => process.exit(0)));
} catch (thrown) {
  giveUp(thrown);
}

/** What Next.js would lead to `app/api/v1`. */
function isForApi(url = ''): boolean {
  return /^\/api\/v1(?:[/?]|$)/.test(url);
}

// Next.js answers its own failures; what comes here is one of Next.js itself, which must not end the process.
function fail(response: ServerResponse, thrown: unknown): void {
  process.stderr.write(`${describeError(thrown)}\n`);
  if (!response.headersSent) response.statusCode = 500;
  response.end();
}

function giveUp(thrown: unknown): void {
  process.stderr.write(`${describeError(thrown)}\n`);
  process.exit(1);
}
