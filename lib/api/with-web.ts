import { randomUUID } from 'node:crypto';
import { createLogger } from '#lib/platform/log/logger.ts';
import { web } from './compose.ts';
import type { Web } from './compose.ts';
import { problemResponse, toProblem } from './problem.ts';

/** What `handle` answers; a problem document when there is no web process to ask, because its environment or its secret is not usable. */
export async function withWeb(request: Request, handle: (services: Web) => Response | Promise<Response>): Promise<Response> {
  let services: Web;
  try {
    services = await web();
  } catch (thrown) {
    const requestId = randomUUID();
    // The log of the composition is part of what could not be made.
    createLogger({ name: 'web', level: 'info', format: 'json' }).error({ error: thrown, requestId }, 'the web server cannot be composed; npm run doctor names what is wrong');
    return problemResponse(toProblem(thrown, { instance: new URL(request.url).pathname, requestId }));
  }
  return handle(services);
}
