import { createHash } from 'node:crypto';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { appendAudit } from '#lib/audit/append.ts';
import { listAudit } from '#lib/audit/queries.ts';
import { listSavedViews } from '#lib/access/saved-views.ts';
import { viewerOfSession } from '#lib/access/sessions.ts';
import { countSignInAttempt, forgetSignInAttempts } from '#lib/access/sign-in-throttle.ts';
import { viewerOfToken } from '#lib/access/tokens.ts';
import type { Viewer } from '#lib/access/viewer.ts';
import { findHolders } from '#lib/campaigns/engine/holders.ts';
import { listCampaignsToTick } from '#lib/campaigns/engine/due.ts';
import { readTargets } from '#lib/campaigns/engine/store.ts';
import { getCampaignSummary, listActiveCampaigns, listCampaignEvents, listCampaigns } from '#lib/campaigns/queries.ts';
import { createTestDatabase } from '#lib/platform/db/test-database.ts';
import type { TestDatabase } from '#lib/platform/db/test-database.ts';
import type { Queryable } from '#lib/platform/db/queryable.ts';
import { TableWriter } from '#lib/sync/apply.ts';
import { TouchedClusters } from '#lib/sync/touched-clusters.ts';
import { encodeRow } from '#lib/sync/encode-row.ts';
import { observedTables } from '#lib/sync/observed-tables.ts';
import { pruneTransitions } from '#lib/sync/prune-transitions.ts';
import { testMachine, testNode } from '#lib/sync/test-observations.ts';
import { defaultFleetSettings } from './clusters/fleet-settings.ts';
import { recomputeRollups } from './clusters/observe.ts';
import { readFleetOverview } from './clusters/overview-queries.ts';
import { listDecisions } from './clusters/decision-queries.ts';
import { clusterFacets, getCluster, listClusters } from './clusters/queries.ts';
import { readClusterSnapshots } from './clusters/snapshot.ts';
import { clusterSortKeys } from './clusters/summary-model.ts';
import { listMachineGroups, listMachines } from './machines/queries.ts';
import { listNodes } from './nodes/queries.ts';
import { fillLargeFleet, largeFleetId, largeTables } from './test-large-fleet.ts';
import { findPlanProblems, recordStatements } from './test-plans.ts';
import { listTransitions } from './transitions/queries.ts';
import { listDisruptionBudgets, listWorkloads } from './workloads/queries.ts';

const asOf = { now: new Date(), settings: defaultFleetSettings };
const cluster = largeFleetId('cluster', 1000);
const source = largeFleetId('source', 0);
const campaign = largeFleetId('campaign', 250);
const user: Viewer = { kind: 'user', id: largeFleetId('user', 7), name: 'Person 7', email: 'person-7@tarmac.example', role: 'viewer' };
let database: TestDatabase;
let pool: pg.Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = database.db.pool;
  await fillLargeFleet(pool);
}, 120_000);
afterAll(() => database.drop());

/** Plans of what only reads. */
const problemsOf = (work: (db: pg.Pool) => Promise<unknown>, tables: readonly string[] = largeTables) => findPlanProblems(pool, tables, work);

/** Plans of what writes, in a transaction that ends as if it had never been. */
async function problemsOfWrite(work: (client: Queryable) => Promise<unknown>): Promise<string[]> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    return await findPlanProblems<Queryable>(client, largeTables, work);
  } finally {
    await client.query('ROLLBACK');
    client.release();
  }
}

test('a statement that no index serves is found out', async () => {
  expect(await problemsOf((db) => db.query(`SELECT * FROM machines WHERE phase = $1`, ['Failed']))).toEqual([expect.stringContaining('reads all of machines')]);
  expect(await problemsOf((db) => db.query('SELECT * FROM nodes ORDER BY os_image LIMIT 10'))).toEqual(expect.arrayContaining([expect.stringContaining('sorts 20000 rows')]));
  expect(await problemsOf((db) => db.query('SELECT * FROM machines WHERE id = $1', [largeFleetId('machine', 3)]))).toEqual([]);
});

describe('lists of clusters', () => {
  const withoutScopes = largeTables.filter((table) => table !== 'source_scopes');

  test.each([undefined, 'team-3'])('the first page by name and the pages after it read no large table (team %s)', async (team) => {
    const query = { ...asOf, filters: team ? { team: [team] } : {}, sort: 'name' as const, limit: 50 };
    const { nextCursor } = await listClusters(pool, query);
    expect(await problemsOf((db) => listClusters(db, query))).toEqual([]);
    expect(await problemsOf((db) => listClusters(db, { ...query, cursor: nextCursor! }))).toEqual([]);
  });

  test.each([{}, { team: ['team-3'] }, { version: ['1.36'] }])('the first page that %j match is planned a few times a connection, not each time', async (filters) => {
    const client = await pool.connect();
    const kept = async () => (await client.query('SELECT coalesce(sum(generic_plans), 0)::int AS n FROM pg_prepared_statements')).rows[0].n as number;
    const before = await kept();
    for (let asked = 0; asked < 7; asked += 1) await listClusters(client, { ...asOf, filters, sort: 'name', limit: 50 });
    expect(await kept() - before).toBeGreaterThanOrEqual(2);
    client.release();
  });

  // What is judged of every cluster needs both scopes of every cluster; machines, nodes and pods it must not need.
  test('no sort, no facet and no decision reads machines, nodes or pods', async () => {
    for (const sort of clusterSortKeys) expect(await problemsOf((db) => listClusters(db, { ...asOf, filters: {}, sort, limit: 50 }), withoutScopes)).toEqual([]);
    expect(await problemsOf((db) => clusterFacets(db, { ...asOf, filters: { freshness: ['fresh'], team: ['team-3'] } }), withoutScopes)).toEqual([]);
    expect(await problemsOf((db) => listDecisions(db, asOf), withoutScopes)).toEqual([]);
  });

  test('the filter by ages of nodes reads no large table but the nodes and the scopes', async () => {
    const question = { ...asOf, filters: { nodesAged: ['30-60' as const] } };
    expect(await problemsOf((db) => listClusters(db, { ...question, sort: 'name', limit: 50 }), withoutScopes.filter((table) => table !== 'nodes'))).toEqual([]);
    expect(await problemsOf((db) => clusterFacets(db, question), withoutScopes.filter((table) => table !== 'nodes'))).toEqual([]);
  });

  // The ages of all nodes are the overview's own question.
  test('the overview reads no large table but the nodes and the scopes', async () => {
    expect(await problemsOf((db) => readFleetOverview(db, asOf), withoutScopes.filter((table) => table !== 'nodes'))).toEqual([]);
  });
});

describe('the page of one cluster', () => {
  test.each<[string, (db: Queryable) => Promise<unknown>]>([
    ['the cluster', (db) => getCluster(db, cluster, asOf)],
    ['its machines', (db) => listMachines(db, cluster)],
    ['its machine groups', (db) => listMachineGroups(db, cluster)],
    ['its nodes', (db) => listNodes(db, cluster, { limit: 5 })],
    ['its workloads', (db) => listWorkloads(db, cluster, { limit: 5, teamKeys: ['team'] })],
    ['its disruption budgets', (db) => listDisruptionBudgets(db, cluster, { limit: 2, teamKeys: ['team'] })],
    ['its timeline', (db) => listTransitions(db, cluster, { limit: 10 })],
    ['its timeline of one noun', (db) => listTransitions(db, cluster, { limit: 10, nouns: ['machine'] })],
    ['its snapshot', (db) => readClusterSnapshots(db, [cluster])],
    ['snapshots of twenty clusters', (db) => readClusterSnapshots(db, Array.from({ length: 20 }, (_, index) => largeFleetId('cluster', index * 7)))],
  ])('reads %s by index', async (_what, read) => {
    expect(await problemsOf(read)).toEqual([]);
  });

  test('reads later pages by index', async () => {
    const nodes = await listNodes(pool, cluster, { limit: 5 });
    const workloads = await listWorkloads(pool, cluster, { limit: 5, teamKeys: ['team'] });
    const changes = await listTransitions(pool, cluster, { limit: 10 });
    expect(await problemsOf((db) => listNodes(db, cluster, { limit: 5, cursor: nodes.nextCursor! }))).toEqual([]);
    expect(await problemsOf((db) => listWorkloads(db, cluster, { limit: 5, teamKeys: ['team'], cursor: workloads.nextCursor! }))).toEqual([]);
    expect(await problemsOf((db) => listTransitions(db, cluster, { limit: 10, cursor: changes.nextCursor! }))).toEqual([]);
  });
});

describe('campaigns, audit and access', () => {
  const name = (number: number) => largeFleetId('campaign', number);
  test.each<[string, (db: Queryable) => Promise<unknown>]>([
    ['the list of campaigns', (db) => listCampaigns(db, { limit: 50 })],
    ['a later page of campaigns', (db) => listCampaigns(db, { limit: 50, beforeId: name(100) })],
    ['running campaigns', (db) => listCampaigns(db, { states: ['running'], limit: 50 })],
    ['campaigns of one cluster', (db) => listCampaigns(db, { clusterId: cluster, limit: 50 })],
    ['active campaigns', (db) => listActiveCampaigns(db)],
    ['a campaign', (db) => getCampaignSummary(db, campaign)],
    ['the targets of a campaign', (db) => readTargets(db, campaign)],
    ['the events of a campaign', (db) => listCampaignEvents(db, campaign, { limit: 20 })],
    ['later events of a campaign', (db) => listCampaignEvents(db, campaign, { limit: 20, before: 15_000n })],
    ['campaigns that a tick moves on', (db) => listCampaignsToTick(db)],
    ['who holds a cluster', (db) => findHolders(db, [cluster], null)],
    ['the newest audit records', (db) => listAudit(db, { limit: 50 })],
    ['older audit records', (db) => listAudit(db, { limit: 50, before: 10_000n })],
    ['audit records of one object', (db) => listAudit(db, { objectTypes: ['type-2'], objectId: name(250), limit: 50 })],
    ['audit records of one action', (db) => listAudit(db, { actions: ['action-7'], limit: 50 })],
    ['audit records of an action that never was', (db) => listAudit(db, { actions: ['action-x'], limit: 50 })],
    ['audit records of one kind of object', (db) => listAudit(db, { objectTypes: ['type-2'], limit: 50, before: 10_000n })],
    ['audit records of one actor', (db) => listAudit(db, { actor: largeFleetId('user', 7), limit: 50 })],
    ['audit records of actors by part of a name', (db) => listAudit(db, { actor: 'son 4', limit: 50 })],
    ['saved views', (db) => listSavedViews(db, { page: 'clusters', viewer: user, limit: 50 })],
  ])('%s: by index', async (_what, read) => {
    expect(await problemsOf(read)).toEqual([]);
  });

  test('one campaign, its events and the place of a page after it are found by its key', async () => {
    expect(await problemsOf((db) => getCampaignSummary(db, campaign), ['campaigns'])).toEqual([]);
    expect(await problemsOf((db) => listCampaignEvents(db, campaign, { limit: 20 }), ['campaigns'])).toEqual([]);
    // How many there are in all can only be counted.
    const later = await problemsOf((db) => listCampaigns(db, { limit: 5, beforeId: name(100) }), ['campaigns']);
    expect(later.filter((problem) => !problem.includes('SELECT count(*)'))).toEqual([]);
  });

  test('only a cluster that campaigns target has campaigns', async () => {
    expect(await listCampaigns(pool, { clusterId: cluster, limit: 50 })).toMatchObject({ total: 5 });
    expect(await listCampaigns(pool, { clusterId: 'no-uuid', limit: 50 })).toEqual({ items: [], nextBeforeId: null, total: 0 });
  });

  test('tokens and sessions are looked up by index', async () => {
    const token = `tarmac_${'a'.repeat(43)}`;
    await pool.query(`INSERT INTO api_tokens (name, role, token_hash, created_by) VALUES ('t', 'viewer', $1, 'Person')`, [createHash('sha256').update(token).digest('hex')]);
    expect(await problemsOf((db) => viewerOfToken({ ...database.db, pool: db }, token))).toEqual([]);
    expect(await problemsOf((db) => viewerOfSession({ ...database.db, pool: db }, { userId: user.id, signedInAt: Date.now() }), ['users'])).toEqual([]);
  });

  test('an attempt to sign in is counted, and forgotten, by index', async () => {
    expect(await problemsOfWrite((db) => countSignInAttempt(db, { email: 'person-7@tarmac.example', address: '192.0.2.7' }))).toEqual([]);
    expect(await problemsOfWrite((db) => forgetSignInAttempts(db, { email: 'person-7@tarmac.example', address: '192.0.2.7' }))).toEqual([]);
  });

  test('a new audit record finds the end of the chain by index', async () => {
    expect(await problemsOfWrite((db) => appendAudit(db, { actor: user, action: 'a', objectType: 'user', objectId: user.id }))).toEqual([]);
  });
});

describe('what sync writes', () => {
  const observedIn = { sourceId: source, clusterUid: 'uid-1000', clusterId: cluster };
  const nodeScope = 100 + 1000 * 7;
  const target = { sourceId: source, scopeId: nodeScope, baseline: false };
  const touched = new TouchedClusters();
  const rows = Array.from({ length: 20 }, (_, index) => encodeRow(observedTables.node, testNode({ name: `node-${index}` }), observedIn));

  test('rows are compared, stored and told of by index', async () => {
    const writer = new TableWriter(observedTables.node);
    expect(await problemsOf((db) => writer.findDiffering(db, [{ target, rows }]))).toEqual([]);
    expect(await problemsOfWrite((db) => writer.upsert(db, [{ target, rows }], touched))).toEqual([]);
  });

  test('a stored row that changed is found by its id', async () => {
    const changed = { ...rows[0]!, id: '00000008-0000-4000-8000-000000010000' };
    const writer = new TableWriter(observedTables.node);
    const applied = { target, rows: [changed] };
    expect(await problemsOfWrite(async (db) => expect((await writer.upsert(db, [applied], touched))[0]).toMatchObject({ inserted: 0, changed: 1 }))).toEqual([]);
  });

  test.each([['node', 0], ['namespace', 1], ['pod', 2], ['workload', 3], ['disruptionBudget', 6]] as const)('what is gone from the scope of a %s goes by index', async (noun, place) => {
    const writer = new TableWriter(observedTables[noun]);
    const scopeId = nodeScope + place;
    expect(await problemsOfWrite(async (db) => expect(await writer.deleteUnseen(db, { ...target, scopeId }, [], touched)).not.toEqual([]))).toEqual([]);
    expect(await problemsOfWrite((db) => writer.deleteUids(db, { ...target, scopeId }, ['uid-1'], touched))).toEqual([]);
    expect(await problemsOf((db) => writer.counts(db, [scopeId]))).toEqual([]);
    expect(await problemsOfWrite((db) => writer.evict(db, [scopeId], touched))).toEqual([]);
  });

  test('a few machines of a large scope are compared and stored by index', async () => {
    const machines = [encodeRow(observedTables.machine, testMachine({ name: 'machine-new', clusterName: 'cluster-1000' }), { ...observedIn, clusterUid: null, clusterId: null })];
    const writer = new TableWriter(observedTables.machine);
    const part = { target: { ...target, scopeId: 2 }, rows: machines };
    expect(await problemsOf((db) => writer.findDiffering(db, [part]))).toEqual([]);
    expect(await problemsOfWrite((db) => writer.upsert(db, [part], touched))).toEqual([]);
  });

  // A management cluster's Machines are one scope; one of them going must not cost a look at all.
  test.each(['machine', 'machineGroup'] as const)('one %s goes from its large scope by its uid', async (noun) => {
    const { recorded, sent } = recordStatements<Queryable>(pool);
    await new TableWriter(observedTables[noun]).deleteUids(recorded, { ...target, scopeId: noun === 'machine' ? 2 : 1 }, ['uid-none'], touched);
    const { rows } = await pool.query(`EXPLAIN (FORMAT JSON) ${sent[0]!.text}`, sent[0]!.values);
    expect(JSON.stringify(rows)).toMatch(/"Index Cond":"\(\(scope_id = \d+\) AND \(uid = /);
  });

  test('one cluster is added up by index', async () => {
    expect(await problemsOfWrite((db) => recomputeRollups(db, [cluster]))).toEqual([]);
  });

  test('the end of the timeline is cut off by index', async () => {
    expect(await problemsOfWrite(async (db) => expect(await pruneTransitions(db, 90)).toBeGreaterThan(0))).toEqual([]);
  });
});
