import { readClusterBlockers } from '#lib/campaigns/cluster-blockers.ts';
import { clusterExists, clusterFacets, getCluster, listClusters } from '#lib/inventory/clusters/queries.ts';
import { listMachineGroups, listMachines } from '#lib/inventory/machines/queries.ts';
import { listNodes } from '#lib/inventory/nodes/queries.ts';
import { listTransitions } from '#lib/inventory/transitions/queries.ts';
import { listDisruptionBudgets, listWorkloads } from '#lib/inventory/workloads/queries.ts';
import type { Queryable } from '#lib/platform/db/queryable.ts';
import type { ApiContext } from '../api-context.ts';
import { ApiError } from '../api-error.ts';
import { implementer } from '../implementer.ts';
import { readPage } from '../read-page.ts';
import { fleetAsOf } from './fleet-as-of.ts';

/** Clusters and what is in them. */
export const clustersHandlers = {
  list: implementer.clusters.list.handler(async ({ input: { sort, limit, cursor, ...filters }, context }) => {
    const asOf = await fleetAsOf(context);
    return readPage(cursor, () => listClusters(context.services.db.pool, { ...asOf, filters, sort, limit, cursor }));
  }),
  facets: implementer.clusters.facets.handler(async ({ input, context }) => clusterFacets(context.services.db.pool, { ...(await fleetAsOf(context)), filters: input })),
  get: implementer.clusters.get.handler(async ({ input, context }) => {
    const cluster = await getCluster(context.services.db.pool, input.id, await fleetAsOf(context));
    if (!cluster) throw noSuchCluster();
    return cluster;
  }),
  blockers: implementer.clusters.blockers.handler(async ({ input, context }) => {
    const items = await readClusterBlockers(context.services.db.pool, input.id);
    if (!items) throw noSuchCluster();
    return { items };
  }),
  machines: implementer.clusters.machines.handler(({ input, context }) => ofCluster(context, input.id, listMachines)),
  groups: implementer.clusters.groups.handler(async ({ input, context }) => ({ items: await ofCluster(context, input.id, listMachineGroups) })),
  nodes: implementer.clusters.nodes.handler(({ input: { id, ...page }, context }) =>
    readPage(page.cursor, () => ofCluster(context, id, (db) => listNodes(db, id, page))),
  ),
  workloads: implementer.clusters.workloads.handler(async ({ input: { id, ...page }, context }) => {
    const teamKeys = await readTeamKeys(context);
    return readPage(page.cursor, () => ofCluster(context, id, (db) => listWorkloads(db, id, { ...page, teamKeys })));
  }),
  budgets: implementer.clusters.budgets.handler(async ({ input: { id, ...page }, context }) => {
    const teamKeys = await readTeamKeys(context);
    return readPage(page.cursor, () => ofCluster(context, id, (db) => listDisruptionBudgets(db, id, { ...page, teamKeys })));
  }),
  timeline: implementer.clusters.timeline.handler(({ input: { id, ...page }, context }) =>
    readPage(page.cursor, () => ofCluster(context, id, (db) => listTransitions(db, id, page))),
  ),
};

/** Reads something of a cluster; one that is not there has nothing, not an empty list. */
async function ofCluster<T>({ services }: ApiContext, id: string, read: (db: Queryable, id: string) => Promise<T>): Promise<T> {
  const { pool } = services.db;
  const [found, exists] = await Promise.all([read(pool, id), clusterExists(pool, id)]);
  if (!exists) throw noSuchCluster();
  return found;
}

async function readTeamKeys(context: ApiContext): Promise<readonly string[]> {
  return (await fleetAsOf(context)).settings.assignment.team;
}

const noSuchCluster = (): ApiError => new ApiError('not-found', 'There is no such cluster.');
