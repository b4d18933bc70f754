import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Namespace } from '../model/core-object.ts';
import { createNamespace } from '../objects/workload.ts';
import { fromNumbers } from '../fleet/random.ts';
import { listPage } from './list-page.ts';
import { ObjectStore } from './object-store.ts';
import { parseFieldSelector, parseLabelSelector } from './selectors.ts';

const random = fromNumbers(() => 0.5);
const namespace = (name: string, team: string | null = null): Namespace => createNamespace(name, team, 0, random);

describe('an object store', () => {
  test('counts one version up for each change and none for what is the same already', () => {
    const store = new ObjectStore({ resourceVersion: 10 });
    store.put('namespaces', namespace('a'));
    store.put('namespaces', namespace('a'));
    expect(store.resourceVersion).toBe(11);
    store.put('namespaces', namespace('a', 'core'));
    expect(store.get('namespaces', '/a')?.metadata.resourceVersion).toBe('12');
    expect(store.remove('namespaces', '/a')).toBe(true);
    expect(store.remove('namespaces', '/a')).toBe(false);
    expect(store.eventsAfter(10)?.map(({ type, resourceVersion }) => [type, resourceVersion])).toEqual([['ADDED', 11], ['MODIFIED', 12], ['DELETED', 13]]);
  });

  test('knows only so much history', () => {
    const store = new ObjectStore({ resourceVersion: 10, historyLength: 4 });
    for (let index = 0; index < 20; index += 1) store.put('namespaces', namespace(`n${index}`));
    expect(store.eventsAfter(10)).toBeNull();
    expect(store.eventsAfter(store.oldestWatchable)?.length).toBeGreaterThanOrEqual(4);
  });

  test('lists the world of any version that it still knows', () => {
    const step = fc.record({ name: fc.constantFrom('a', 'b', 'c', 'd'), team: fc.constantFrom('x', 'y'), remove: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const store = new ObjectStore();
        const past = new Map<number, string>();
        const seen = (exactVersion: number | null) =>
          JSON.stringify(listPage(store, { plural: 'namespaces', namespace: null, matches: null, limit: null, continueToken: null, exactVersion }).items.map(({ metadata }) => [metadata.name, metadata.labels]));
        past.set(store.resourceVersion, seen(null));
        for (const { name, team, remove } of steps) {
          if (remove) store.remove('namespaces', `/${name}`);
          else store.put('namespaces', namespace(name, team));
          past.set(store.resourceVersion, seen(null));
        }
        for (const [version, world] of past) expect(seen(version)).toBe(world);
      }),
    );
  });
});

describe('a selector', () => {
  test.each([
    ['team=core', true],
    ['team==core,kubernetes.io/metadata.name=a', true],
    ['team!=core', false],
    ['team in (data, core)', true],
    ['team notin (core)', false],
    ['team', true],
    ['!team', false],
    ['other notin (core)', true],
  ])('%s', (text, expected) => {
    expect(parseLabelSelector(text)?.(namespace('a', 'core'))).toBe(expected);
  });

  test('that cannot be read is none', () => {
    expect([parseLabelSelector('a in'), parseFieldSelector('spec.unknown=1')]).toEqual([null, null]);
  });
});
