import { createLogger } from '#lib/platform/log/logger.ts';
import { web } from './compose.ts';
import type { Web } from './compose.ts';
import { problemOf } from './problem-of-request.ts';

/** What `handle` answers; a problem document when there is no web process to ask, because its environment or its secret is not usable. */
export async function withWeb(request: Request, handle: (services: Web) => Response | Promise<Response>): Promise<Response> {
  let services: Web;
  try {
    services = await web();
  } catch (thrown) {
    // The log of the composition is part of what could not be made.
    return problemOf({ log: createLogger({ name: 'web', level: 'info', format: 'json' }) }, request, thrown, 'the web server cannot be composed; npm run doctor names what is wrong');
  }
  return handle(services);
}
