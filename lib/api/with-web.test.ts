import { expect, test, vi } from 'vitest';
import { withWeb } from './with-web.ts';

test('an environment that is not usable is a problem document, without its words', async () => {
  vi.stubEnv('TARMAC_DEMO', 'a-secret');
  const response = await withWeb(new Request('http://127.0.0.1/api/health'), () => new Response('composed'));
  expect(response.status).toBe(500);
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect(response.headers.get('x-request-id')).not.toBeNull();
  const problem = await response.text();
  expect(JSON.parse(problem)).toMatchObject({ code: 'internal', instance: '/api/health' });
  expect(problem).not.toMatch(/TARMAC_DEMO|a-secret/);
});
