import { z } from 'zod';
import { supportStates } from '#lib/inventory/clusters/model.ts';
import { clusterFilters } from './clusters.ts';
import { id, instant } from './fields.ts';
import { oc } from './route.ts';

const minorCount = z.object({ minor: z.string().nullable(), support: z.enum(supportStates), endOfLife: z.iso.date().nullable(), clusters: z.number().int(), unknown: z.number().int().describe('Of these, not seen lately') });

/** The fleet in figures; what was not seen lately counts as unknown in each. */
export const overview = z.object({
  asOf: instant,
  clusters: z.number().int(),
  seenBySeveral: z.number().int().describe('How many of these rows are of a cluster that another row is of too; each counts, with its nodes, workloads and pods'),
  nodes: z.number().int(),
  workloads: z.number().int(),
  pods: z.number().int(),
  notSeen: z.object({ nodes: z.number().int(), workloads: z.number().int(), pods: z.number().int() }).describe('How many of these stand in clusters or listings that were not seen lately'),
  unseen: z.array(z.object({ clusterId: id, name: z.string(), observedAt: instant.nullable() })).describe('Clusters not seen lately, at most 20'),
  unseenTotal: z.number().int(),
  sources: z.object({
    total: z.number().int(), failing: z.number().int(), stale: z.number().int(),
    starting: z.number().int().describe('Whose clusters have not been listed whole yet'),
  }),
  repave: z.object({
    ok: z.number().int().describe('Fresh, on a supported version and within the age budget'),
    notOk: z.number().int(),
    unknown: z.number().int(),
    minors: z.array(minorCount).describe('Newest first'),
    ages: z.array(z.object({ fromDays: z.number().int(), toDays: z.number().int().nullable(), nodes: z.number().int(), clusters: z.number().int().describe('That have such nodes'), overBudget: z.number().int() })),
    nodesOfUnknownAge: z.number().int(),
    budgetDays: z.number().int(),
    environmentBudgetDays: z.record(z.string(), z.number().int()).describe('Of environments that have their own budget'),
    trend: z.array(z.object({ day: z.iso.date(), ok: z.number().int(), notOk: z.number().int(), unknown: z.number().int() })).describe('Up to 30 days, as recorded'),
    worst: z.array(z.object({
      clusterId: id, name: z.string(), team: z.string(), version: z.string().nullable(), support: z.enum(supportStates),
      oldestNodeCreatedAt: instant.nullable(), nodeAgeBudgetDays: z.number().int(), unknown: z.boolean(), observedAt: instant.nullable(),
    })).describe('Out of support, then furthest over their age budget'),
    action: z.object({ text: z.string(), label: z.string(), href: z.string() }).nullable().describe('What would help most'),
  }),
});
export type Overview = z.infer<typeof overview>;

/** Something that waits for a person, and where to decide it. */
export const decision = z.object({
  id: z.string(),
  tone: z.enum(['attention', 'failing', 'unknown']),
  title: z.string(),
  detail: z.string().nullable(),
  action: z.object({ label: z.string(), href: z.string() }),
});

/** The fleet as a whole. */
export const fleetContract = {
  overview: oc('fleet:read', { method: 'GET', path: '/overview', summary: 'The fleet in figures', tags: ['Fleet'] })
    .input(z.object({}).strict()).output(overview),
  decisions: oc('fleet:read', { method: 'GET', path: '/decisions', summary: 'What waits for a decision', tags: ['Fleet'] })
    .input(z.object({}).strict()).output(z.object({ items: z.array(decision), total: z.number().int() })),
  versions: oc('fleet:read', { method: 'GET', path: '/versions', summary: 'The version map: clusters by environment, minor and patch', tags: ['Fleet'] })
    .input(clusterFilters.strict())
    .output(z.object({
      calendar: z.object({ asOf: z.string(), origin: z.string(), minors: z.array(z.object({
        minor: z.string(), released: z.iso.date(), maintenanceFrom: z.iso.date().nullable(), endOfLife: z.iso.date(), latestPatch: z.string().nullable(), support: z.enum(supportStates),
      })) }),
      cells: z.array(z.object({ environment: z.string(), version: z.string().nullable(), minor: z.string().nullable(), clusters: z.number().int(), unknown: z.number().int() })),
    })),
  search: oc('fleet:read', { method: 'GET', path: '/search', summary: 'Find clusters and campaigns by name', tags: ['Fleet'] })
    .input(z.object({ q: z.string().max(253) }).strict())
    .output(z.object({ items: z.array(z.object({ kind: z.enum(['cluster', 'campaign']), id, name: z.string(), detail: z.string() })) })),
};
