import { describe, expect, test } from 'vitest';
import { keepOnSite, sameSitePath } from './same-site-path.ts';

describe('the path of an address on this site', () => {
  test.each([
    ['/clusters?support=ended', '/clusters?support=ended'],
    ['http://127.0.0.1:3000/clusters?support=ended#top', '/clusters?support=ended'],
    ['https://elsewhere.example/clusters', '/clusters'],
    ['https://elsewhere.example', '/'],
    ['//elsewhere.example/x', '/x'],
    ['/\\elsewhere.example/x', '/x'],
    ['http://a//elsewhere.example', '/'],
    ['/.//elsewhere.example', '/'],
    ['javascript:alert(1)', '/'],
    ['data:text/html,x', '/'],
    ['http://[', '/'],
    ['', '/'],
  ])('of %s is %s', (address, path) => {
    expect(sameSitePath(address)).toBe(path);
  });
});

test('a redirect keeps its status and leads to a path; other answers stay as they are', () => {
  const redirect = keepOnSite(new Response(null, { status: 302, headers: { location: 'http://127.0.0.1:3000/api/auth/error?error=CredentialsSignin' } }));
  expect([redirect.status, redirect.headers.get('location')]).toEqual([302, '/api/auth/error?error=CredentialsSignin']);
  const answer = Response.json({});
  expect(keepOnSite(answer)).toBe(answer);
  expect(answer.headers.has('location')).toBe(false);
});
