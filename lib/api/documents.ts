import { openApiDocument } from './openapi.ts';
import { renderReference } from './reference-page.ts';

/** The two documents about the API itself, open to everyone; null for any other path below `/api/v1`. `banner` is what the page says of the fleet. */
export async function documentResponse(path: string, banner: string | null): Promise<Response | null> {
  if (path === '/openapi.json') return respond(JSON.stringify(await openApiDocument()), 'application/json');
  if (path === '/reference') return respond(renderReference(await openApiDocument(), banner), 'text/html; charset=utf-8');
  return null;
}

const respond = (body: string, type: string): Response =>
  new Response(body, { headers: { 'content-type': type, 'cache-control': 'public, max-age=300' } });
