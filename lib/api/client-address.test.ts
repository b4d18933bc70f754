import { createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { addSocketAddresses, clientAddress } from './client-address.ts';

test.each([
  ['203.0.113.9', '203.0.113.9'],
  ['198.51.100.1, 203.0.113.9 ', '203.0.113.9'],
  ['', null],
  [undefined, null],
])('of %j the word of the nearest proxy counts', (forwarded, expected) => {
  expect(clientAddress({ 'x-forwarded-for': forwarded })).toBe(expected);
});

test('without a proxy the address of the socket counts, and what the client wrote stays to be seen', async () => {
  const server = createServer((request, response) => response.end(JSON.stringify([clientAddress(request.headers), request.headers['x-forwarded-for']])));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const ask = () =>
    new Promise<unknown>((resolve, reject) => {
      const { port } = server.address() as AddressInfo;
      get({ port, host: '127.0.0.1', agent: false, headers: { 'x-forwarded-for': '203.0.113.9' } }, (response) => {
        response.setEncoding('utf8').once('data', (text: string) => resolve(JSON.parse(text)));
      }).once('error', reject);
    });
  try {
    expect(await ask()).toEqual(['203.0.113.9', '203.0.113.9']);
    addSocketAddresses();
    expect(await ask()).toEqual(['127.0.0.1', '203.0.113.9, 127.0.0.1']);
  } finally {
    server.close();
  }
});
