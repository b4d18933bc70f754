import { getPathMatch } from 'next/dist/shared/lib/router/utils/path-match.js';
import { expect, test } from 'vitest';
import { undecodablePath } from './undecodable-path.ts';

const leadsTo = (path: string) => undecodablePath.find(({ source }) => getPathMatch(source, { strict: true, removeUnnamedParams: true })(path))?.destination;

test.each(['/api/v1/clusters/%', '/api/v1/clusters/%E/machines', '/api/v1/%ED%A0%80', '/api/v1/clusters/a%zz', '/api/v1/clusters/%41%ff'])('%s leads to nothing within the API', (path) => {
  expect(leadsTo(path)).toBe('/api/v1/-');
});

test('a page that cannot be decoded leads to a page that is not there', () => {
  expect(leadsTo('/clusters/%FF')).toBe('/-');
});

test.each(['/', '/clusters', '/api/v1', '/api/v1/clusters/a%20b', '/_next/static/chunks/%5Broot%5D.js'])('%s is left alone', (path) => {
  expect(leadsTo(path)).toBeUndefined();
});
