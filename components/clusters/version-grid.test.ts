import { expect, test } from 'vitest';
import { versionGrid } from './version-grid.ts';

const cell = (environment: string, version: string | null, clusters: number, unknown = 0) => ({ environment, version, minor: null, clusters, unknown });

test('versions stand new to old under their minor, and what is not known comes last', () => {
  const { minors } = versionGrid([cell('prod', 'v1.35.9', 2), cell('prod', null, 1), cell('prod', 'v1.36.10', 1), cell('dev', 'v1.36.9', 3)]);
  expect(minors).toEqual([
    { minor: '1.36', versions: ['v1.36.10', 'v1.36.9'] },
    { minor: '1.35', versions: ['v1.35.9'] },
    { minor: null, versions: [null] },
  ]);
});

test('each environment is a row, the largest first', () => {
  const { environments, most } = versionGrid([cell('dev', 'v1.36.1', 1), cell('prod', 'v1.36.1', 4, 1), cell('prod', 'v1.35.1', 2)]);
  expect(environments.map((row) => [row.environment, row.total])).toEqual([['prod', 6], ['dev', 1]]);
  expect(environments[0]?.cells.get('v1.36.1')).toEqual({ clusters: 4, unknown: 1 });
  expect(most).toBe(4);
});
