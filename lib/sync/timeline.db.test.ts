import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase } from '#lib/platform/db/test-database.ts';
import type { TestDatabase } from '#lib/platform/db/test-database.ts';
import { ScopeHealth } from './scope-health.ts';
import { SourceSink } from './source-sink.ts';
import { clusterScope, nodeScope, onePage, testCluster, testNode } from './test-observations.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

/** A cluster of this name comes, changes, is made again, or goes (`form` null); `told` by the watch, or missed by it. */
type Step = { kind: 'change'; told: boolean; name: number; form: number | null } | { kind: 'listing'; breaksOff: boolean } | { kind: 'restart' };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('change' as const), told: fc.boolean(), name: fc.nat(2), form: fc.option(fc.nat(5)) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('listing' as const), breaksOff: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('restart' as const) }) },
);

// Half of the changes of form keep the uid and change the phase, the others are another cluster under the same name.
const uidOf = (name: number, form: number) => `c${name}-${form >> 1}`;
const inForm = (name: number, form: number) => testCluster({ name: `c${name}`, uid: uidOf(name, form), phase: `phase-${form & 1}` });

test('whatever a watch tells, misses or breaks off, the timeline has one line for each change and ends in what is stored', async () => {
  const { pool } = database.db;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
      const sourceId = randomUUID();
      await pool.query(`INSERT INTO sources (id, name, kind, origin, revision) VALUES ($1::uuid, $1::text, 'cluster-api', 'file', '1')`, [sourceId]);
      const open = async () => {
        const opened = new SourceSink({ pool, sourceId, health: new ScopeHealth(pool, () => undefined), staleAfterMs: () => 60_000, signal: new AbortController().signal });
        await opened.load();
        return opened;
      };
      let sink = await open();
      await sink.full(clusterScope, onePage([]));
      const world = new Map<number, number>();
      const known = new Map<number, number>();
      let changes = 0;
      const learn = (name: number, form: number | null) => {
        if ((known.get(name) ?? null) === form) return;
        changes += 1;
        if (form === null) known.delete(name);
        else known.set(name, form);
      };

      for (const one of steps) {
        if (one.kind === 'restart') sink = await open();
        if (one.kind === 'change') {
          const { told, name, form } = one;
          const was = world.get(name) ?? null;
          if (form === null) world.delete(name);
          else world.set(name, form);
          if (told) {
            const left = was !== null && (form === null || uidOf(name, was) !== uidOf(name, form)) ? [uidOf(name, was)] : [];
            await sink.delta(clusterScope, form === null ? [] : [inForm(name, form)], left);
            const stored = known.get(name);
            // The watch may tell of the end of a cluster that is stored as the one before it.
            if (form !== null || (stored !== undefined && left.includes(uidOf(name, stored)))) learn(name, form);
          }
        }
        if (one.kind === 'listing') {
          const items = [...world].map(([name, form]) => inForm(name, form));
          const pages = async function* () {
            yield { items, unreadable: 0 };
            if (one.breaksOff) throw new Error('the connection was reset');
          };
          await sink.full(clusterScope, pages()).catch(() => undefined);
          for (const [name, form] of world) learn(name, form);
          if (!one.breaksOff) for (const name of known.keys()) if (!world.has(name)) learn(name, null);
        }
        // Each cluster has a node, which must go with it and with nothing else.
        for (const [name, form] of known) await sink.full(nodeScope(uidOf(name, form)), onePage([testNode({ name: 'node' })]));

        const stored = await pool.query<{ name: string; uid: string; phase: string; nodes: number }>(
          `SELECT c.name, c.uid, c.phase, (SELECT count(*)::int FROM nodes n WHERE n.cluster_id = c.id) AS nodes FROM clusters c WHERE c.source_id = $1 ORDER BY c.name`, [sourceId],
        );
        expect(stored.rows).toEqual([...known].toSorted(([a], [b]) => a - b).map(([name, form]) => ({ name: `c${name}`, uid: uidOf(name, form), phase: inForm(name, form).phase, nodes: 1 })));
        const scopes = await pool.query<{ cluster_uid: string }>(`SELECT cluster_uid FROM source_scopes WHERE source_id = $1 AND kind = 'Node' ORDER BY 1`, [sourceId]);
        expect(scopes.rows.map((row) => row.cluster_uid)).toEqual(stored.rows.map(({ uid }) => uid).toSorted());
      }

      const { rows } = await pool.query<{ object_name: string; change: string; fields: Record<string, [unknown, unknown]> }>(
        `SELECT object_name, change, fields FROM transitions WHERE source_id = $1 AND noun = 'cluster' ORDER BY id`, [sourceId],
      );
      expect(rows).toHaveLength(changes);
      const replayed = new Map<string, Record<string, unknown>>();
      for (const { object_name: name, change, fields } of rows) {
        expect(replayed.has(name)).toBe(change !== 'appeared');
        const values = replayed.get(name) ?? {};
        for (const [field, [from, to]] of Object.entries(fields)) {
          if (field in values) expect(from).toBe(values[field]);
          values[field] = to;
        }
        if (change === 'gone') replayed.delete(name);
        else replayed.set(name, values);
      }
      const final = [...known].map(([name, form]) => [`c${name}`, inForm(name, form)] as const);
      expect([...replayed.keys()].toSorted()).toEqual(final.map(([name]) => name).toSorted());
      for (const [name, cluster] of final) expect({ uid: cluster.uid, phase: cluster.phase }).toMatchObject(replayed.get(name)!);
    }),
    { numRuns: 60 },
  );
}, 60_000);
