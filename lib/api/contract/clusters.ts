import { z } from 'zod';
import { clusterManagers, freshnessStates, supportStates } from '#lib/inventory/clusters/model.ts';
import { clusterSortKeys, filterLimits, nodeAgeBands, nodeAgeStates, rolloutStates, sightingStates } from '#lib/inventory/clusters/summary-model.ts';
import { assigned, condition, csv, csvOf, freshness, id, instant, pageOf, paging } from './fields.ts';
import { oc } from './route.ts';

const versionCount = z.object({ version: z.string(), count: z.number().int() });

/** A cluster in a list. */
export const clusterSummary = z.object({
  id,
  name: z.string(),
  namespace: z.string().nullable(),
  source: z.string().describe('Name of the source'),
  managedBy: z.enum(clusterManagers),
  environment: z.string().describe('`unassigned` when no rule matched'),
  region: z.string(),
  team: z.string(),
  controlPlaneVersion: z.string().nullable(),
  nodeVersions: z.array(versionCount),
  skewMinors: z.number().int().nullable().describe('Minors that the oldest kubelet lies behind the control plane'),
  support: z.object({ state: z.enum(supportStates), endOfLife: z.iso.date().nullable() }),
  nodes: z.object({ total: z.number().int(), ready: z.number().int() }),
  osImages: z.array(z.object({ osImage: z.string(), count: z.number().int() })),
  oldestNodeCreatedAt: instant.nullable(),
  nodeAgeBudgetDays: z.number().int(),
  rollout: z.object({ state: z.enum(rolloutStates), reason: z.string().nullable() }),
  phase: z.string().nullable().describe('As Cluster API reports it; `Failed` is never ok'),
  worstCondition: condition.pick({ type: true, status: true }).nullable().describe('Of the conditions that are not as they should be the worst; null when there is none'),
  freshness,
  alsoSeenAs: z.array(z.object({ id, name: z.string(), source: z.string(), managedBy: z.enum(clusterManagers) }))
    .describe('Other rows of the same cluster, by the uid of its kube-system namespace: it is seen by several sources, and each row counts in totals. Those that can be acted on come first'),
});
export type ClusterSummary = z.infer<typeof clusterSummary>;

/** The filters of the list; the values of one are alternatives, and all given ones must hold. */
export const clusterFilters = z.object({
  q: z.string().max(filterLimits.text).optional().describe('Part of the name'),
  environment: csv.optional(),
  region: csv.optional(),
  team: csv.optional(),
  source: csv.optional(),
  version: csv.optional().describe('Minors (`1.36`) or versions as they are written (`v1.36.4`); `unknown` for those of no known minor, `none` for no version at all'),
  support: csvOf(supportStates).optional(),
  freshness: csvOf(freshnessStates).optional(),
  rollout: csvOf(rolloutStates).optional(),
  age: csvOf(nodeAgeStates).optional(),
  managedBy: csvOf(clusterManagers).optional(),
  sightings: csvOf(sightingStates).optional().meta({ description: 'Whether other rows are of the same cluster (`alsoSeenAs`): one or more of one, several, comma-separated' }),
  nodesAged: csvOf(nodeAgeBands).optional().meta({ description: `Clusters that have nodes of such an age in days: one or more of ${nodeAgeBands.join(', ')}, comma-separated` }),
});

/** What the list can be sorted by; a leading `-` turns it round. */
export const clusterSort = z.enum(clusterSortKeys.flatMap((key) => [key, `-${key}`] as const)).default('name');

const facetValue = z.object({ value: z.string(), count: z.number().int() });

/** A cluster with all that is known of it beside its machines and nodes. */
export const clusterDetail = clusterSummary.extend({
  apiVersion: z.string().nullable(),
  clusterClass: z.string().nullable(),
  infrastructureKind: z.string().nullable(),
  desiredVersion: z.string().nullable(),
  paused: z.boolean(),
  deletingSince: instant.nullable(),
  createdAt: instant.nullable(),
  labels: z.record(z.string(), z.string()),
  assignment: z.object({ environment: assigned, region: assigned, team: assigned }),
  conditions: z.array(condition),
  nextVersions: z.array(z.object({
    minor: z.string(), latestPatch: z.string().nullable(), support: z.enum(supportStates),
    blocker: z.string().nullable().describe('Why it cannot go there yet, as far as is known'),
  })).describe('What it may be upgraded to: newer patches of its minor, then the next minor'),
  scopes: z.array(z.object({
    kind: z.string(), noun: z.string(), state: z.string(), observedAt: instant.nullable(), stale: z.boolean().describe('Not current within its interval: what it holds is unknown'),
    error: z.string().nullable(), objectCount: z.number().int(), unreadable: z.number().int().describe('Objects that could not be read and are missing'),
  })),
});
export type ClusterDetail = z.infer<typeof clusterDetail>;

/** A Machine of Cluster API. */
export const machine = z.object({
  name: z.string(),
  uid: z.string(),
  role: z.enum(['control-plane', 'worker']),
  group: z.string().nullable(),
  ownerKind: z.string().nullable().describe('Kind of the object that owns it: a MachinePool may bear the name of a MachineDeployment'),
  version: z.string().nullable(),
  phase: z.string(),
  nodeName: z.string().nullable(),
  createdAt: instant.nullable(),
  deletingSince: instant.nullable(),
  ready: z.boolean().nullable(),
  upToDate: z.boolean().nullable(),
  reason: z.string().nullable().describe('Why it is not where it should be, in plain words'),
});
export type Machine = z.infer<typeof machine>;

/** A group of machines; counters are null where Cluster API does not give them. */
export const machineGroup = z.object({
  uid: z.string(),
  kind: z.enum(['KubeadmControlPlane', 'MachineDeployment', 'MachineSet', 'MachinePool']),
  name: z.string(),
  role: z.enum(['control-plane', 'worker']),
  version: z.string().nullable(),
  desiredReplicas: z.number().int().nullable(),
  replicas: z.number().int().nullable(),
  readyReplicas: z.number().int().nullable(),
  availableReplicas: z.number().int().nullable(),
  upToDateReplicas: z.number().int().nullable(),
  strategy: z.string().nullable(),
  maxSurge: z.string().nullable(),
  maxUnavailable: z.string().nullable(),
  rolloutAfter: instant.nullable(),
  paused: z.boolean(),
  conditions: z.array(condition),
});
export type MachineGroup = z.infer<typeof machineGroup>;

/** Something that stands in the way of a repave; while a `blocking` one does, nothing is asked of its cluster. */
export const blocker = z.object({
  code: z.string(),
  severity: z.enum(['blocking', 'warning']),
  message: z.string(),
  object: z.object({ kind: z.string(), namespace: z.string().nullable(), name: z.string() }).nullable(),
  team: z.string().nullable(),
});
export type Blocker = z.infer<typeof blocker>;

/** A PodDisruptionBudget with what it means for a drain. */
export const disruptionBudget = z.object({
  namespace: z.string(),
  name: z.string(),
  verdict: z.enum(['allows', 'never', 'now', 'unknown']),
  disruptionsAllowed: z.number().int().nullable(),
  currentHealthy: z.number().int().nullable(),
  desiredHealthy: z.number().int().nullable(),
  expectedPods: z.number().int().nullable(),
  minAvailable: z.string().nullable(),
  maxUnavailable: z.string().nullable(),
  team: z.string().nullable(),
});

/** A Node with the number of its pods. */
export const node = z.object({
  name: z.string(),
  roles: z.array(z.string()),
  kubeletVersion: z.string().nullable(),
  osImage: z.string().nullable(),
  kernelVersion: z.string().nullable(),
  containerRuntime: z.string().nullable(),
  architecture: z.string().nullable(),
  ready: z.boolean().nullable(),
  unschedulable: z.boolean(),
  createdAt: instant.nullable(),
  pods: z.number().int(),
});

/** A Deployment, StatefulSet or DaemonSet. */
export const workload = z.object({
  kind: z.string(),
  namespace: z.string(),
  name: z.string(),
  team: z.string().nullable(),
  desiredReplicas: z.number().int().nullable(),
  readyReplicas: z.number().int().nullable(),
  images: z.array(z.string()),
});

/** A change of one object; `fields` has what changed as `[from, to]`. */
export const transition = z.object({
  id: z.string(),
  at: instant,
  noun: z.string(),
  objectName: z.string(),
  change: z.enum(['appeared', 'changed', 'gone']),
  fields: z.record(z.string(), z.tuple([z.unknown(), z.unknown()])),
});

const byId = z.object({ id });

/** Clusters and what is in them. */
export const clustersContract = {
  list: oc('fleet:read', { method: 'GET', path: '/clusters', summary: 'List clusters', tags: ['Clusters'] })
    .input(clusterFilters.extend({ sort: clusterSort, ...paging }).strict())
    .output(pageOf(clusterSummary)),
  facets: oc('fleet:read', { method: 'GET', path: '/clusters/facets', summary: 'Count clusters by each filter value', tags: ['Clusters'] })
    .input(clusterFilters.strict())
    .output(z.object({
      total: z.number().int(),
      facets: z.object({
        environment: z.array(facetValue), region: z.array(facetValue), team: z.array(facetValue),
        source: z.array(facetValue), version: z.array(facetValue), support: z.array(facetValue),
        freshness: z.array(facetValue), rollout: z.array(facetValue), age: z.array(facetValue), managedBy: z.array(facetValue), sightings: z.array(facetValue),
      }).describe('Exact counts; each facet leaves its own filter out'),
    })),
  get: oc('fleet:read', { method: 'GET', path: '/clusters/{id}', summary: 'Get a cluster', tags: ['Clusters'] })
    .input(byId.strict())
    .output(clusterDetail),
  machines: oc('fleet:read', { method: 'GET', path: '/clusters/{id}/machines', summary: "List a cluster's machines", tags: ['Clusters'] })
    .input(byId.strict())
    .output(z.object({ items: z.array(machine).describe('At most 10,000'), total: z.number().int() })),
  groups: oc('fleet:read', { method: 'GET', path: '/clusters/{id}/groups', summary: "List a cluster's machine groups", tags: ['Clusters'] })
    .input(byId.strict())
    .output(z.object({ items: z.array(machineGroup) })),
  blockers: oc('fleet:read', { method: 'GET', path: '/clusters/{id}/blockers', summary: 'What would stand in the way of a repave', tags: ['Clusters'] })
    .input(byId.strict())
    .output(z.object({ items: z.array(blocker) })),
  nodes: oc('fleet:read', { method: 'GET', path: '/clusters/{id}/nodes', summary: "List a cluster's nodes", tags: ['Clusters'] })
    .input(byId.extend(paging).strict())
    .output(pageOf(node)),
  workloads: oc('fleet:read', { method: 'GET', path: '/clusters/{id}/workloads', summary: "List a cluster's workloads", tags: ['Clusters'] })
    .input(byId.extend(paging).strict())
    .output(pageOf(workload)),
  budgets: oc('fleet:read', { method: 'GET', path: '/clusters/{id}/disruption-budgets', summary: "List a cluster's disruption budgets, blocking ones first", tags: ['Clusters'] })
    .input(byId.extend(paging).strict())
    .output(pageOf(disruptionBudget)),
  timeline: oc('fleet:read', { method: 'GET', path: '/clusters/{id}/timeline', summary: 'What changed in a cluster, newest first', tags: ['Clusters'] })
    .input(byId.extend(paging).strict())
    .output(z.object({ items: z.array(transition), nextCursor: z.string().nullable() })),
};
