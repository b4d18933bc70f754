import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { SourceContext, SourceKind, SourceLimits, SourceSettings } from './contract.ts';
import { RecordingSink } from './recording-sink.ts';

/** A running outside system and the levers that the contract pulls. Levers resolve when the system has taken them in. */
export type SourceFixture = {
  settings: SourceSettings;
  /** Names of the clusters that must appear. */
  clusters: readonly string[];
  /** Names of those of them whose workloads cannot be reached at all. */
  unreachable: readonly string[];
  /** Workload kinds that the clusters do not serve. */
  notServed: readonly string[];
  /** Objects that must appear, by kind and name, with these fields of their observation. */
  expected?: readonly { kind: string; name: string; fields: Record<string, unknown> }[];
  /** Changes one object for good and says what must be seen of it. */
  change(): Promise<{ kind: string; name: string; expected: Record<string, unknown> }>;
  /** Changes one object inside a workload cluster, to something new each time; null where that cannot be had. */
  changeWorkload: (() => Promise<{ kind: string; name: string; expected: Record<string, unknown> }>) | null;
  /** Deletes one object for good; null where the system allows none. */
  remove: (() => Promise<{ kind: string; name: string }>) | null;
  /** Makes the API server forget the history that watches go on from; null where that cannot be had. */
  expire: (() => Promise<void>) | null;
  /** Makes the source's own API server unusable, and usable again. */
  cut(): Promise<void>;
  restore(): Promise<void>;
  /** Kinds that are read from the API server that `cut` cuts. */
  cutKinds: readonly string[];
  stop(): Promise<void>;
};

const patience = { timeout: 60_000, interval: 50 };
const limits: SourceLimits = { maxWorkloadWatches: 10_000, pollMs: 500, resyncMs: 600_000, maxConcurrentListings: 8 };

/** Starts a source against a fixture; `stop` aborts it and waits until it is through. */
export function startSource(kind: SourceKind, settings: SourceSettings, changed: Partial<SourceLimits> = {}): { sink: RecordingSink; stop(): Promise<void> } {
  const sink = new RecordingSink();
  const end = new AbortController();
  const log: SourceContext['log'] = { info: () => undefined, warn: () => undefined };
  const running = kind.run({ settings, sink, log, limits: { ...limits, ...changed }, signal: end.signal });
  return {
    sink,
    async stop() {
      end.abort();
      await running;
    },
  };
}

/** What every source must do, whatever stands behind it: run against the demo fleet and against real systems alike. */
export function describeSourceContract(name: string, kind: SourceKind, start: () => Promise<SourceFixture>): void {
  describe(`${name}: source contract`, () => {
    let fixture: SourceFixture;
    let source: ReturnType<typeof startSource>;
    beforeAll(async () => {
      fixture = await start();
      source = startSource(kind, fixture.settings);
    }, 240_000);
    afterAll(async () => {
      await source?.stop();
      await fixture?.stop();
    }, 60_000);
    const eventually = (check: () => void): Promise<void> => vi.waitFor(check, patience);

    test('check reaches the system', async () => {
      expect(await kind.check(fixture.settings, new AbortController().signal)).toMatchObject({ clusters: fixture.clusters.length });
    });

    test('every cluster appears, with its nodes, and every scope is current or has a reason', async () => {
      await eventually(() => {
        expect(source.sink.rows('Cluster').map((row) => row.name).toSorted()).toEqual([...fixture.clusters].toSorted());
        for (const cluster of source.sink.rows('Cluster')) {
          const reachable = !fixture.unreachable.includes(cluster.name);
          expect(source.sink.of('Node', cluster.uid)[0]?.status).toMatchObject({ state: reachable ? 'current' : 'failing' });
          if (reachable) expect(source.sink.of('Node', cluster.uid)[0]?.rows.size).toBeGreaterThan(0);
        }
        for (const { status } of source.sink.scopes.values()) expect(status).not.toBeNull();
        for (const { kind: expectedKind, name: expectedName, fields } of fixture.expected ?? []) {
          expect(source.sink.rows(expectedKind).find((row) => row.name === expectedName)).toMatchObject(fields);
        }
      });
    }, 90_000);

    test('kinds that a cluster does not serve are scopes of their own and no errors', async () => {
      const reachable = source.sink.rows('Cluster').filter((cluster) => !fixture.unreachable.includes(cluster.name));
      for (const kindName of fixture.notServed) {
        for (const { uid } of reachable) {
          await eventually(() => expect(source.sink.of(kindName, uid)[0]?.status).toEqual({ state: 'not-served' }));
        }
      }
    }, 90_000);

    test('a change is seen without a new listing', async () => {
      const { kind: changedKind, name: changedName, expected } = await fixture.change();
      await eventually(() => expect(source.sink.rows(changedKind).find((row) => row.name === changedName)).toMatchObject(expected));
      expect(source.sink.of(changedKind).every(({ fulls }) => fulls <= 1)).toBe(true);
    }, 90_000);

    test('a deleted object is gone', async ({ skip }) => {
      if (!fixture.remove) return skip('the system allows no deletion');
      const { kind: removedKind, name: removedName } = await fixture.remove();
      await eventually(() => expect(source.sink.rows(removedKind).map((row) => row.name)).not.toContain(removedName));
    }, 90_000);

    test('a history that is forgotten leads to a new listing and is no error', async ({ skip }) => {
      if (!fixture.expire) return skip('the history cannot be made to expire');
      const scopes = fixture.cutKinds.flatMap((cutKind) => source.sink.of(cutKind));
      await fixture.expire();
      await eventually(() => expect(scopes.some(({ fulls }) => fulls > 1)).toBe(true));
      for (const { status } of scopes) expect(status).toEqual({ state: 'current' });
    }, 90_000);

    test('a system that cannot be reached makes scopes fail and deletes nothing; afterwards all is current again', async () => {
      const scopes = fixture.cutKinds.flatMap((cutKind) => source.sink.of(cutKind));
      const known = scopes.map(({ rows }) => [...rows.keys()]);
      const deleted = scopes.map((scope) => scope.deleted.length);
      await fixture.cut();
      await eventually(() => {
        for (const { status } of scopes) expect(status).toMatchObject({ state: 'failing', code: expect.any(String), message: expect.stringMatching(/\S/) });
      });
      expect(scopes.map(({ rows }) => [...rows.keys()])).toEqual(known);
      await fixture.restore();
      await eventually(() => {
        for (const { status } of scopes) expect(status).toEqual({ state: 'current' });
      });
      expect(scopes.map((scope) => scope.deleted.length)).toEqual(deleted);
    }, 150_000);

    test('a second run observes exactly the same and stops when told', async () => {
      const again = startSource(kind, fixture.settings);
      await eventually(() => expect(again.sink.snapshot()).toEqual(source.sink.snapshot()));
      await again.stop();
    }, 90_000);

    test('beyond the watch budget clusters are polled and changes are seen all the same', async () => {
      const polled = startSource(kind, fixture.settings, { maxWorkloadWatches: 0 });
      await eventually(() => {
        const reachable = polled.sink.rows('Cluster').filter((cluster) => !fixture.unreachable.includes(cluster.name));
        expect(reachable).toHaveLength(fixture.clusters.length - fixture.unreachable.length);
        // Listed, and then found current once more by whatever way the system allows.
        for (const { uid } of reachable) expect(polled.sink.of('Node', uid)[0]).toSatisfy(({ fulls, currents }) => fulls > 0 && fulls + currents > 2);
      });
      if (fixture.changeWorkload) {
        const { kind: changedKind, name: changedName, expected } = await fixture.changeWorkload();
        // Clusters may have objects of the same name.
        await eventually(() => expect(polled.sink.rows(changedKind).filter((row) => row.name === changedName)).toContainEqual(expect.objectContaining(expected)));
      }
      await polled.stop();
    }, 90_000);
  });
}
