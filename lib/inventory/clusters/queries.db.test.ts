import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { observedId } from '#lib/kernel/observed-id.ts';
import { closeDatabase, openDatabase } from '#lib/platform/db/database.ts';
import { createTestDatabase } from '#lib/platform/db/test-database.ts';
import type { TestDatabase } from '#lib/platform/db/test-database.ts';
import { listDecisions } from './decision-queries.ts';
import { defaultFleetSettings } from './fleet-settings.ts';
import { recomputeRollups } from './observe.ts';
import { countRepaveStates, listVersionCells, readFleetOverview } from './overview-queries.ts';
import { clusterFacets, getCluster, listClusters, searchClusterNames } from './queries.ts';
import { recordFleetDay } from './record-day.ts';
import type { ClusterFilters, ClusterSort } from './summary-model.ts';
import { clusterSortKeys, nodeAgeBands } from './summary-model.ts';

const now = new Date('2026-11-23T12:00:00Z');
const settings = { ...defaultFleetSettings, nodeAgeBudgetDays: { default: 30, environments: { sandbox: 5 } } };
const asOf = { now, settings };
const sourceId = randomUUID();
let database: TestDatabase;
let pool: pg.Pool;

/** One cluster with one node and one control plane; `seen` is how many seconds ago its nodes were, null for never. */
type Given = {
  name: string; version: string | null; environment?: string; team?: string; ageDays?: number; seen?: number | null; paused?: boolean;
  deletingMinutes?: number; drainingMinutes?: number; blockedBudget?: boolean; upToDate?: number | null;
};

const idOf = (name: string) => observedId(sourceId, `fleet/${name}`);
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1000);

async function addCluster({ name, version, environment, team, ageDays = 10, seen = 5, paused = false, deletingMinutes, drainingMinutes, blockedBudget, upToDate = 1 }: Given): Promise<void> {
  const id = idOf(name);
  const minor = version && /^v?(\d+\.\d+)/.exec(version)![1];
  await pool.query(
    `INSERT INTO clusters (id, scope_id, source_id, uid, hash, namespace, name, managed_by, labels, control_plane_version, minor, version_order, paused, conditions,
       environment, environment_rule, region_rule, team, team_rule)
     VALUES ($1, (SELECT id FROM source_scopes WHERE source_id = $2 AND kind = 'Cluster'), $2, $3, '', 'fleet', $3, 'cluster-api', '{}', $4, $5, $6, $7, '[]', $8, 'label env', 'none', $9, 'label team')`,
    [id, sourceId, name, version, minor, minor ? Number(minor.split('.')[1]) * 1e5 : null, paused, environment ?? null, team ?? null],
  );
  const { rows } = await pool.query(
    `INSERT INTO source_scopes (source_id, cluster_uid, cluster_id, kind, noun, state, observed_at, stale_after_ms) VALUES ($1, $2, $3, 'Node', 'node', $4, $5, 60000) RETURNING id`,
    [sourceId, name, id, seen === null ? 'failing' : 'current', seen === null ? null : ago(seen)],
  );
  await pool.query(
    `INSERT INTO nodes (id, scope_id, cluster_id, uid, hash, name, roles, kubelet_version, os_image, unschedulable, ready, created_at, conditions)
     VALUES ($1, $2, $3, 'n', '', 'node', '[]', $4, 'Ubuntu', false, true, $5, '[]')`,
    [randomUUID(), rows[0].id, id, version, ago(ageDays * 86_400)],
  );
  await pool.query(
    `INSERT INTO machine_groups (id, scope_id, cluster_id, uid, hash, kind, api_version, namespace, name, cluster_name, role, desired_replicas, replicas, up_to_date_replicas, generation, paused, conditions)
     VALUES ($1, 0, $2, $3, '', 'KubeadmControlPlane', 'v1beta2', 'fleet', $4, $4, 'control-plane', 1, 1, $5, 1, false, '[]')`,
    [randomUUID(), id, `kcp-${name}`, name, upToDate],
  );
  await pool.query(
    `INSERT INTO machines (id, scope_id, cluster_id, uid, hash, namespace, name, cluster_name, role, phase, created_at, deleting_since, deletion, paused, deletion_hooks, conditions, reason)
     VALUES ($1, 0, $2, $3, '', 'fleet', $3, $4, 'worker', 'Running', $5, $6, $7, false, '[]', '[]', NULL)`,
    [randomUUID(), id, `m-${name}`, name, ago(ageDays * 86_400), deletingMinutes ? ago(deletingMinutes * 60) : null, drainingMinutes ? JSON.stringify({ nodeDrainStartedAt: ago(drainingMinutes * 60).toISOString() }) : null],
  );
  if (blockedBudget) {
    await pool.query(
      `INSERT INTO disruption_budgets (id, scope_id, cluster_id, uid, hash, namespace, name, selector, disruptions_allowed, desired_healthy, expected_pods)
       VALUES ($1, 0, $2, 'b', '', 'shop', 'cart', '{}', 0, 1, 1)`,
      [randomUUID(), id],
    );
  }
  await recomputeRollups(pool, [id]);
}

beforeAll(async () => {
  database = await createTestDatabase();
  pool = database.db.pool;
  await pool.query(`INSERT INTO sources (id, name, kind, origin, revision) VALUES ($1, 'main', 'cluster-api', 'file', '1')`, [sourceId]);
  await pool.query(
    `INSERT INTO source_scopes (source_id, kind, noun, state, observed_at, listed_at, stale_after_ms) VALUES ($1, 'Cluster', 'cluster', 'current', $2, $2, 60000)`,
    [sourceId, ago(10)],
  );
  await addCluster({ name: 'good', version: 'v1.36.4', environment: 'production', team: 'a' });
  await addCluster({ name: 'old-nodes', version: 'v1.36.1', environment: 'sandbox', team: 'a' });
  await addCluster({ name: 'ended', version: 'v1.33.2', environment: 'production', team: 'b' });
  await addCluster({ name: 'stale', version: 'v1.36.4', environment: 'production', team: 'b', seen: 3600 });
  await addCluster({ name: 'never', version: 'v1.36.4', environment: 'staging', seen: null });
  await addCluster({ name: 'odd', version: null });
  await addCluster({ name: 'rolling', version: 'v1.37.1', environment: 'staging', upToDate: 0, deletingMinutes: 3 });
  await addCluster({ name: 'stuck', version: 'v1.37.1', environment: 'staging', deletingMinutes: 20 });
  await addCluster({ name: 'drain-blocked', version: 'v1.37.1', environment: 'staging', deletingMinutes: 4, drainingMinutes: 3, blockedBudget: true });
  await addCluster({ name: 'paused', version: 'v1.37.1', environment: 'staging', paused: true });
});
afterAll(() => database.drop());

const names = async (filters: ClusterFilters, sort: ClusterSort = 'name') => (await listClusters(pool, { ...asOf, filters, sort, limit: 100 })).items.map(({ name }) => name);

describe('the list of clusters', () => {
  test('shows each with what it adds up to', async () => {
    const { items, total } = await listClusters(pool, { ...asOf, filters: { q: 'GOOD' }, sort: 'name', limit: 10 });
    expect(total).toBe(1);
    expect(items[0]).toMatchObject({
      name: 'good', source: 'main', environment: 'production', region: 'unassigned', support: { state: 'supported', endOfLife: '2027-06-28' }, nodes: { total: 1, ready: 1 },
      nodeVersions: [{ version: 'v1.36.4', count: 1 }], osImages: [{ osImage: 'Ubuntu', count: 1 }], skewMinors: 0, nodeAgeBudgetDays: 30, nodeAge: 'within-budget',
      rollout: { state: 'steady', reason: null }, freshness: { state: 'fresh', observedAt: ago(10).toISOString() }, oldestNodeCreatedAt: ago(864_000).toISOString(),
    });
  });

  test.each<[ClusterFilters, string[]]>([
    [{ environment: ['unassigned'] }, ['odd']],
    [{ environment: ['production', 'sandbox'], team: ['a'] }, ['good', 'old-nodes']],
    [{ version: ['1.33', 'v1.36.1'] }, ['ended', 'old-nodes']],
    [{ version: ['unknown'] }, ['odd']],
    [{ support: ['ended'] }, ['ended']],
    [{ support: ['unknown'] }, ['never', 'odd', 'stale']],
    [{ freshness: ['stale', 'unknown'] }, ['never', 'stale']],
    [{ rollout: ['stuck'] }, ['drain-blocked', 'stuck']],
    [{ rollout: ['unknown'] }, ['never', 'stale']],
    [{ rollout: ['rolling', 'paused'] }, ['paused', 'rolling']],
    [{ age: ['over-budget'] }, ['old-nodes']],
    [{ age: ['unknown'] }, ['never', 'stale']],
    [{ source: ['other'] }, []],
    [{ managedBy: ['none'] }, []],
    [{ nodesAged: ['unknown'] }, ['never', 'stale']],
    [{ nodesAged: ['0-7', '30-60', '90-'] }, []],
    [{ nodesAged: ['7-14'], environment: ['sandbox', 'unassigned'] }, ['odd', 'old-nodes']],
  ])('filters by %j', async (filters, expected) => {
    expect(await names(filters)).toEqual(expected);
    expect((await listClusters(pool, { ...asOf, filters, sort: 'name', limit: 1 })).total).toBe(expected.length);
  });

  test.each(clusterSortKeys.flatMap((key) => [key, `-${key}`] as const))('pages by %s without loss or repetition, rows without a value last', async (sort) => {
    const paged: string[] = [];
    for (let cursor: string | undefined, more = true; more; ) {
      const page = await listClusters(pool, { ...asOf, filters: {}, sort, limit: 3, cursor });
      paged.push(...page.items.map(({ name }) => name));
      cursor = page.nextCursor ?? undefined;
      more = cursor !== undefined;
    }
    expect(paged).toEqual(await names({}, sort));
    expect(new Set(paged).size).toBe(10);
    if (/version|environment|support/.test(sort)) expect(paged.at(-1)).toBe('odd');
  });

  test.each(['__proto__', '', Buffer.from('["-name",["a","b"]]').toString('base64url')])('refuses the cursor "%s", which is none of this sort', async (cursor) => {
    await expect(listClusters(pool, { ...asOf, filters: {}, sort: 'name', limit: 1, cursor })).rejects.toMatchObject({ code: 'cursor-unknown' });
  });
});

test('facets count exactly what choosing their value would list', async () => {
  const filters: ClusterFilters = { environment: ['staging'], rollout: ['stuck', 'paused'] };
  const { total, facets } = await clusterFacets(pool, { ...asOf, filters });
  expect(total).toBe((await names(filters)).length);
  for (const [name, values] of Object.entries(facets)) {
    for (const { value, count } of values) expect([name, value, (await names({ ...filters, [name]: [value] })).length]).toEqual([name, value, count]);
  }
  expect(facets.environment).toContainEqual({ value: 'staging', count: 3 });
  expect(facets.rollout).toContainEqual({ value: 'rolling', count: 1 });
});

describe('one cluster', () => {
  test('is given with its rules, scopes and next versions', async () => {
    const cluster = await getCluster(pool, idOf('old-nodes'), asOf);
    expect(cluster).toMatchObject({
      assignment: { environment: { value: 'sandbox', rule: 'label env' }, region: { value: null, rule: 'none' } },
      nextVersions: [{ minor: '1.36', support: 'supported', blocker: null }, { minor: '1.37', support: 'supported', blocker: null }],
      scopes: [{ kind: 'Cluster', noun: 'cluster', state: 'current', stale: false, unreadable: 0 }, { kind: 'Node', noun: 'node', state: 'current', stale: false, unreadable: 0 }],
    });
    expect((await getCluster(pool, idOf('stale'), asOf))!.scopes).toMatchObject([{ kind: 'Cluster', stale: false }, { kind: 'Node', state: 'current', stale: true }]);
    expect((await getCluster(pool, idOf('never'), asOf))!.scopes).toMatchObject([{ kind: 'Cluster', stale: false }, { kind: 'Node', state: 'failing', stale: false, observedAt: null }]);
    expect(await getCluster(pool, randomUUID(), asOf)).toBeNull();
  });

  test.each([[2, null], [3, 'Nodes on 1.33 first: a kubelet may be at most 3 minors behind the control plane.']])('whose oldest kubelet is %i minors behind may go a minor further unless that became too many', async (skew, blocker) => {
    await pool.query('UPDATE cluster_rollups SET skew_minors = $2 WHERE cluster_id = $1', [idOf('old-nodes'), skew]);
    const { nextVersions } = (await getCluster(pool, idOf('old-nodes'), asOf))!;
    await pool.query('UPDATE cluster_rollups SET skew_minors = 0 WHERE cluster_id = $1', [idOf('old-nodes')]);
    expect(nextVersions).toMatchObject([{ minor: '1.36', blocker: null }, { minor: '1.37', blocker }]);
  });

  test('that is stuck says which machine does not go away and why', async () => {
    expect((await getCluster(pool, idOf('drain-blocked'), asOf))!.rollout.reason).toBe('Machine m-drain-blocked does not go away. 1 disruption budget here never allows an eviction.');
    expect((await getCluster(pool, idOf('rolling'), asOf))!.rollout).toEqual({ state: 'rolling', reason: '0 of 1 machines are up to date, 1 being deleted' });
  });

  test('has no known rollout and no known age once its management cluster is not seen', async () => {
    // Its own nodes were seen five seconds later, and are still fresh then.
    const later = { settings, now: new Date(now.getTime() + 52_000) };
    expect(await getCluster(pool, idOf('good'), later)).toMatchObject({ rollout: { state: 'unknown' }, nodeAge: 'unknown', freshness: { state: 'stale', observedAt: ago(10).toISOString() } });
  });
});

test('names are searched with those that begin so first', async () => {
  expect((await searchClusterNames(pool, 'st', 10)).map(({ name }) => name)).toEqual(['stale', 'stuck']);
  expect((await searchClusterNames(pool, '%', 10))).toEqual([]);
});

describe('the overview', () => {
  test('counts as fine only what is seen, supported and young enough, and tells unknown apart', async () => {
    const overview = await readFleetOverview(pool, asOf);
    expect(overview).toMatchObject({ clusters: 10, nodes: 10, unseenTotal: 2, sources: { total: 1, failing: 0, starting: 0, stale: 1 } });
    expect(overview.repave).toMatchObject({ ok: 5, notOk: 2, unknown: 3, nodesOfUnknownAge: 2, budgetDays: 30, environmentBudgetDays: { sandbox: 5 } });
    expect(overview.repave.minors).toEqual([
      { minor: '1.37', support: 'supported', endOfLife: '2027-10-28', clusters: 4, unknown: 0 },
      { minor: '1.36', support: 'supported', endOfLife: '2027-06-28', clusters: 4, unknown: 2 },
      { minor: '1.33', support: 'ended', endOfLife: '2026-06-28', clusters: 1, unknown: 0 },
      { minor: null, support: 'unknown', endOfLife: null, clusters: 1, unknown: 0 },
    ]);
    expect(overview.repave.ages.find(({ fromDays }) => fromDays === 7)).toEqual({ fromDays: 7, toDays: 14, nodes: 8, clusters: 8, overBudget: 1 });
    expect(overview.repave.worst.map(({ name }) => name)).toEqual(['ended', 'old-nodes']);
    expect(overview.repave.action).toMatchObject({ href: '/clusters?support=ended&freshness=fresh' });
  });

  test('says how many of its nodes, workloads and pods were not seen lately', async () => {
    const scopes: [string, string, Date | null, number][] = [
      ['good', 'pod', ago(5), 5], ['stale', 'pod', ago(3600), 7], ['never', 'pod', null, 2], ['good', 'workload', ago(5), 3], ['ended', 'workload', ago(61), 1],
    ];
    for (const [cluster, noun, observedAt, objects] of scopes) {
      await pool.query(
        `INSERT INTO source_scopes (source_id, cluster_uid, cluster_id, kind, noun, state, observed_at, stale_after_ms, object_count) VALUES ($1, $2, $3, $4, $4, 'current', $5, 60000, $6)`,
        [sourceId, cluster, idOf(cluster), noun, observedAt, objects],
      );
    }
    const { nodes, workloads, pods, notSeen } = await readFleetOverview(pool, asOf);
    await pool.query(`DELETE FROM source_scopes WHERE noun IN ('pod', 'workload')`);
    expect({ nodes, workloads, pods, notSeen }).toEqual({ nodes: 10, workloads: 4, pods: 14, notSeen: { nodes: 2, workloads: 1, pods: 9 } });
    expect(await readFleetOverview(pool, asOf)).toMatchObject({ workloads: 0, pods: 0, notSeen: { workloads: 0, pods: 0 } });
  });

  test('names as worst, after those out of support, those furthest over the budget of their environment', async () => {
    const { repave } = await readFleetOverview(pool, { now, settings: { ...settings, nodeAgeBudgetDays: { default: 30, environments: { sandbox: 9, staging: 5 } } } });
    expect(repave.worst.map(({ name, nodeAgeBudgetDays }) => [name, nodeAgeBudgetDays])).toEqual([['ended', 30], ['drain-blocked', 5], ['paused', 5]]);
  });

  test('counts what was not seen lately nowhere as known to be past its support, and marks it where it names it', async () => {
    const minors = settings.calendar.minors.map((entry) => (entry.minor === '1.36' ? { ...entry, endOfLife: '2026-01-01' } : entry));
    const { repave } = await readFleetOverview(pool, { now, settings: { ...settings, calendar: { ...settings.calendar, minors } } });
    expect(repave.worst.map(({ name, unknown }) => [name, unknown])).toEqual([['old-nodes', false], ['good', false], ['never', true]]);
    expect(repave.action?.text).toBe('3 clusters on a version that is no longer supported.');
  });

  test('counts in each band of node age the clusters that its filter lists, each once, whatever else is filtered', async () => {
    const addNode = (cluster: string, createdAt: Date | null) => pool.query(
      `INSERT INTO nodes (id, scope_id, cluster_id, uid, hash, name, roles, unschedulable, ready, created_at, conditions) VALUES ($1::uuid, 0, $2, $1::uuid::text, '', 'more', '[]', false, true, $3, '[]')`,
      [randomUUID(), idOf(cluster), createdAt],
    );
    const given: [string, Date | null][] = [
      ['good', ago(40 * 86_400)], ['good', ago(41 * 86_400)], ['ended', ago(59 * 86_400)], ['stale', ago(40 * 86_400)], ['ended', ago(90 * 86_400)], ['odd', ago(14 * 86_400 - 1)],
      ['odd', ago(7 * 86_400)], ['good', ago(-3600)], ['rolling', null],
    ];
    for (const [cluster, createdAt] of given) await addNode(cluster, createdAt);
    try {
      const { repave } = await readFleetOverview(pool, asOf);
      expect(repave.ages.map(({ nodes, clusters }) => [nodes, clusters])).toEqual([[1, 1], [10, 8], [0, 0], [3, 2], [0, 0], [1, 1]]);
      expect(repave.nodesOfUnknownAge).toBe(4);
      const listed = await Promise.all(nodeAgeBands.map((band) => names({ nodesAged: [band] })));
      expect(listed.map((clusters) => clusters.length)).toEqual([...repave.ages.map(({ clusters }) => clusters), 3]);
      expect(listed.at(3)).toEqual(['ended', 'good']);
      expect(listed.at(-1)).toEqual(['never', 'rolling', 'stale']);
      const filters: ClusterFilters = { nodesAged: ['30-60', 'unknown'], environment: ['production'], q: 'e' };
      expect(await names(filters)).toEqual(['ended', 'stale']);
      expect(await clusterFacets(pool, { ...asOf, filters })).toMatchObject({ total: 2, facets: { environment: [{ value: 'production', count: 2 }, { value: 'staging', count: 1 }], team: [{ value: 'b', count: 2 }] } });
    } finally {
      await pool.query(`DELETE FROM nodes WHERE name = 'more'`);
    }
  });

  test('has a trend of recorded days, the last figures of a day standing', async () => {
    await pool.query(`INSERT INTO fleet_settings (id, settings) VALUES (1, $1)`, [JSON.stringify(settings)]);
    await recordFleetDay(pool, new Date('2026-11-22T12:00:00Z'));
    await recordFleetDay(pool, now);
    await recordFleetDay(pool, now);
    expect((await readFleetOverview(pool, asOf)).repave.trend).toEqual([
      { day: '2026-11-22', ok: 5, notOk: 2, unknown: 3 }, { day: '2026-11-23', ok: 5, notOk: 2, unknown: 3 },
    ].map((day, index) => (index === 0 ? { ...day, ...expectedYesterday } : day)));
    expect(await countRepaveStates(pool, asOf)).toEqual({ ok: 5, notOk: 2, unknown: 3 });
  });

  test('records no figures of a day on which nothing was ever observed', async () => {
    const client = await pool.connect();
    try {
      await client.query('BEGIN; DELETE FROM clusters');
      await recordFleetDay(client, new Date('2026-01-01T12:00:00Z'));
      expect((await client.query(`SELECT counts FROM fleet_days WHERE day = '2026-01-01'`)).rows).toEqual([]);
    } finally {
      await client.query('ROLLBACK');
      client.release();
    }
  });

  // A day earlier the stale cluster had been seen.
  const expectedYesterday = { ok: 6, notOk: 2, unknown: 2 };

  test('maps versions by environment', async () => {
    expect(await listVersionCells(pool, { ...asOf, filters: {} })).toContainEqual({ environment: 'production', version: 'v1.36.4', minor: '1.36', clusters: 2, unknown: 1 });
    expect(await listVersionCells(pool, { ...asOf, filters: { team: ['b'], version: ['1.36'] } })).toEqual([{ environment: 'production', version: 'v1.36.4', minor: '1.36', clusters: 1, unknown: 1 }]);
  });

  test('lists exactly the clusters of each cell of the map, however their versions are written', async () => {
    await pool.query(`INSERT INTO clusters SELECT (json_populate_record(c, json_build_object('id', gen_random_uuid(), 'uid', v, 'name', v, 'control_plane_version', v, 'minor', m, 'version_order', NULL))).*
      FROM clusters c, (VALUES ('1.36.4', '1.36'), ('v1.36', NULL), ('next', NULL)) AS odd(v, m) WHERE c.name = 'good'`);
    try {
      const cells = await listVersionCells(pool, { ...asOf, filters: {} });
      for (const { environment, version, clusters } of cells) expect(await names({ environment: [environment], version: [version ?? 'none'] }), `${environment} ${version}`).toHaveLength(clusters);
      expect(cells.map(({ version }) => version)).toEqual(expect.arrayContaining(['v1.36.4', '1.36.4', 'v1.36', 'next', null]));
      expect(await names({ version: ['unknown'] })).toEqual(['next', 'odd', 'v1.36']);
    } finally {
      await pool.query(`DELETE FROM clusters WHERE name IN ('1.36.4', 'v1.36', 'next')`);
    }
  });
});

test('a source is starting until its clusters have been listed whole, or are known not to be served', async () => {
  const { rows: [added] } = await pool.query(`INSERT INTO sources (id, name, kind, origin, revision) VALUES ($1, 'new', 'cluster-api', 'file', '1') RETURNING id`, [randomUUID()]);
  const starting = async () => (await readFleetOverview(pool, asOf)).sources.starting;
  expect(await starting()).toBe(1);
  await pool.query(`INSERT INTO source_scopes (source_id, kind, noun, state, stale_after_ms) VALUES ($1, 'Cluster', 'cluster', 'starting', 60000)`, [added.id]);
  expect(await starting()).toBe(1);
  await pool.query(`UPDATE source_scopes SET state = 'not-served' WHERE source_id = $1`, [added.id]);
  expect(await starting()).toBe(0);
  await pool.query(`UPDATE source_scopes SET state = 'current', observed_at = $2 WHERE source_id = $1`, [added.id, ago(5)]);
  expect(await starting()).toBe(0);
  await pool.query('DELETE FROM sources WHERE id = $1', [added.id]);
  await pool.query('DELETE FROM source_scopes WHERE source_id = $1', [added.id]);
});

test('a source that cannot be read is a decision, with its error and since when', async () => {
  const { rows } = await pool.query(`INSERT INTO sources (id, name, kind, origin, revision) VALUES ($1, 'down', 'cluster-api', 'file', '1') RETURNING id`, [randomUUID()]);
  await pool.query(
    `INSERT INTO source_scopes (source_id, kind, noun, state, error, observed_at, stale_after_ms) VALUES ($1, 'Cluster', 'cluster', 'failing', 'The connection was refused.', $2, 60000), ($1, 'Machine', 'machine', 'failing', 'The connection was refused.', $2, 60000)`,
    [rows[0].id, ago(300)],
  );
  expect((await listDecisions(pool, asOf)).items[0]).toEqual({
    id: `source-${rows[0].id}`, tone: 'failing', title: 'Source down cannot be read', detail: 'The connection was refused.', since: ago(300).toISOString(), action: { label: 'Open source', href: `/settings/sources/${rows[0].id}` },
  });
  await pool.query('DELETE FROM sources WHERE id = $1', [rows[0].id]);
  await pool.query('DELETE FROM source_scopes WHERE source_id = $1', [rows[0].id]);
});

test('decisions name what is stuck, past its support, unseen, blocked, and what ends within 30 days; a cluster once, for its strongest reason', async () => {
  await addCluster({ name: 'blocked', version: 'v1.37.1', environment: 'staging', blockedBudget: true });
  const minors = settings.calendar.minors.map((entry) => (entry.minor === '1.37' ? { ...entry, endOfLife: '2026-12-01' } : entry));
  const { items, total } = await listDecisions(pool, { now, settings: { ...settings, calendar: { ...settings.calendar, minors } } });
  expect(items.map(({ title }) => title)).toEqual([
    'The rollout of stuck is stuck', 'The rollout of drain-blocked is stuck', 'Support of Kubernetes 1.33 ended on 2026-06-28', 'never was never reached', 'stale has not been seen lately',
    'A repave of blocked would be blocked', 'Support of Kubernetes 1.37 ends on 2026-12-01',
  ]);
  expect(items[1]?.detail).toBe('Machine m-drain-blocked does not go away. 1 disruption budget here never allows an eviction.');
  expect(items[2]).toMatchObject({ tone: 'failing', detail: '1 cluster runs it.', action: { href: '/clusters?version=1.33' } });
  expect(total).toBe(7);
});

test('a stuck rollout of a cluster that is not seen says so, and nothing of budgets that may be others by now', async () => {
  await addCluster({ name: 'stuck-unseen', version: 'v1.37.1', deletingMinutes: 30, blockedBudget: true, seen: 3600 });
  const { items } = await listDecisions(pool, asOf);
  expect(items.find(({ title }) => title === 'The rollout of stuck-unseen is stuck')?.detail).toBe('Machine m-stuck-unseen does not go away. Its own API server was not seen lately either.');
});

test('a cluster of which Cluster API does not say how many machines are up to date is never called steady', async () => {
  await addCluster({ name: 'unsaid', version: 'v1.37.1', upToDate: null });
  expect((await getCluster(pool, idOf('unsaid'), asOf))!.rollout).toEqual({ state: 'unknown', reason: 'Cluster API does not say how many machines are up to date.' });
});

test('of a minor that ends, the clusters that are known to run it are told from those not seen lately', async () => {
  const minors = settings.calendar.minors.map((entry) => (entry.minor === '1.36' ? { ...entry, endOfLife: '2026-12-01' } : entry));
  const { items } = await listDecisions(pool, { now, settings: { ...settings, calendar: { ...settings.calendar, minors } } });
  expect(items.find(({ id }) => id === 'ending-1.36')?.detail).toBe('2 clusters run it, and 2 that were not seen lately ran it.');
});

test.each(['Pacific/Auckland', 'America/Los_Angeles'])('days are days in UTC whatever time zone the database is set to (%s)', async (zone) => {
  const url = new URL(database.url);
  url.searchParams.set('options', `-c TimeZone=${zone}`);
  const far = openDatabase(url.href);
  try {
    expect((await far.pool.query('SHOW timezone')).rows).toEqual([{ TimeZone: zone }]);
    const minors = settings.calendar.minors.map((entry) => (entry.minor === '1.37' ? { ...entry, endOfLife: '2026-12-01' } : entry));
    const at = async (time: string) => {
      const asOfThen = { now: new Date(time), settings: { ...settings, calendar: { ...settings.calendar, minors } } };
      const { items } = await listDecisions(far.pool, asOfThen);
      return { ...asOfThen, support: items.filter(({ title }) => title.startsWith('Support of')).map(({ title, since }) => [title, since]) };
    };
    expect((await at('2026-12-01T23:59:59Z')).support).toEqual([
      ['Support of Kubernetes 1.33 ended on 2026-06-28', '2026-06-28T00:00:00.000Z'], ['Support of Kubernetes 1.37 ends on 2026-12-01', '2026-12-01T00:00:00.000Z'],
    ]);
    const later = await at('2026-12-02T00:00:00Z');
    expect(later.support.map(([title]) => title)).toContain('Support of Kubernetes 1.37 ended on 2026-12-01');
    expect((await readFleetOverview(far.pool, later)).repave.minors[0]).toMatchObject({ minor: '1.37', support: 'ended', endOfLife: '2026-12-01' });
    await recordFleetDay(far.pool, new Date('2026-11-22T23:59:59Z'));
    expect((await readFleetOverview(far.pool, { ...asOf, now: new Date('2026-12-22T00:00:00Z') })).repave.trend.map(({ day }) => day)).toEqual(['2026-11-23']);
  } finally {
    await closeDatabase(far);
  }
});
