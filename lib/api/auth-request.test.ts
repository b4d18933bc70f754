import { describe, expect, test } from 'vitest';
import { readAuthRequest } from './auth-request.ts';

const form = 'application/x-www-form-urlencoded';
const post = (body: string, type = form) => new Request('http://tarmac.test/api/auth/x', { method: 'POST', headers: { 'content-type': type, cookie: 'a=b' }, body });

describe('a request to next-auth', () => {
  test('is passed on with the form that was read, its address and its headers', async () => {
    const { url, init } = await readAuthRequest(post('email=a&password=b'), 'callback');
    expect([url, init.method, init.body, init.headers.get('cookie')]).toEqual(['http://tarmac.test/api/auth/x', 'POST', 'email=a&password=b', 'a=b']);
    expect((await readAuthRequest(new Request('http://tarmac.test/api/auth/csrf'), 'csrf')).init.body).toBeNull();
  });

  test.each([['GET', 'session'], ['GET', 'providers'], ['GET', 'signout'], ['GET', undefined], ['POST', '_log'], ['POST', 'session'], ['POST', 'csrf'], ['PUT', 'callback']])('is not served by %s %s', async (method, action) => {
    await expect(readAuthRequest(new Request('http://tarmac.test/api/auth/x', { method }), action)).rejects.toMatchObject({ code: 'not-found' });
  });

  test('is refused with a body that is too large or no form', async () => {
    await expect(readAuthRequest(post('x'.repeat(16 * 1024 + 1)), 'signout')).rejects.toMatchObject({ code: 'too-large' });
    await expect(readAuthRequest(post('{', 'application/json'), 'callback')).rejects.toMatchObject({ code: 'unsupported-media-type' });
  });
});
