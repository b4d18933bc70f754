import { z } from 'zod';
import { sourceKindNames } from '#lib/kernel/source-kinds.ts';
import { id, instant, pageOf, paging } from './fields.ts';
import { oc } from './route.ts';

/** Health of one listing: a kind in one API server. */
export const sourceScope = z.object({
  cluster: z.string().nullable().describe('Name of the workload cluster; null for the source itself'),
  clusterId: id.nullable(),
  kind: z.string(),
  state: z.enum(['starting', 'current', 'failing', 'not-served']),
  stale: z.boolean().describe('Not current within its interval: what it holds is unknown'),
  lastSuccessAt: instant.nullable(),
  lastErrorAt: instant.nullable(),
  error: z.string().nullable(),
  errorCode: z.string().nullable(),
  lagSeconds: z.number().nullable(),
  objectCount: z.number().int(),
  unreadable: z.number().int().describe('Objects that could not be read and are not shown'),
  corrections: z.number().int().describe('Rows that a resync had to correct'),
});

export type SourceScope = z.infer<typeof sourceScope>;

/** A source with its health in sum; its kubeconfig never comes back. */
export const source = z.object({
  id,
  name: z.string(),
  kind: z.string().describe('As it is stored; one that this Tarmac does not know has a problem that says so'),
  origin: z.enum(['file', 'settings']),
  environment: z.string().nullable(),
  region: z.string().nullable(),
  team: z.string().nullable(),
  context: z.string().nullable(),
  hasSecret: z.boolean(),
  state: z.enum(['starting', 'healthy', 'degraded', 'failing']),
  problem: z.string().nullable(),
  lastError: z.string().nullable().describe('Why it fails: its own problem, else the newest error of its own API server, else of a workload cluster, else what could not be read'),
  clusters: z.number().int(),
  objectCount: z.number().int(),
  lastSuccessAt: instant.nullable(),
  scopes: z.object({ total: z.number().int(), failing: z.number().int(), stale: z.number().int() }),
  createdAt: instant,
});
export type Source = z.infer<typeof source>;

const name = z.string().regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, 'Lower-case letters, digits and hyphens, at most 63');
const label = z.string().trim().min(1).max(63).regex(/^[^,]*$/, 'Has a comma, by which filters part their values').nullish();
const sourceInput = z.object({
  name,
  kind: z.enum(sourceKindNames),
  kubeconfig: z.string().min(1).max(256 * 1024).describe('The kubeconfig text; stored sealed, never given back'),
  context: z.string().max(253).nullish(),
  environment: label, region: label, team: label,
}).strict();
const byId = z.object({ id }).strict();

/** Sources: their health, and those that people make in Settings. */
export const sourcesContract = {
  list: oc('fleet:read', { method: 'GET', path: '/sources', summary: 'List sources with their health', tags: ['Sources'] })
    .input(z.object({}).strict())
    .output(z.object({ items: z.array(source), settingsProblem: z.string().nullable().describe('What is wrong with tarmac.yaml, and what holds meanwhile') })),
  get: oc('fleet:read', { method: 'GET', path: '/sources/{id}', summary: 'Get a source', tags: ['Sources'] })
    .input(byId)
    .output(source.extend({ scopeList: z.array(sourceScope).describe('The first 200 of its scopes, failing ones first; /sources/{id}/scopes has all') })),
  scopes: oc('fleet:read', { method: 'GET', path: '/sources/{id}/scopes', summary: "List a source's scopes, failing ones first", tags: ['Sources'] })
    .input(z.object({ id, ...paging }).strict())
    .output(pageOf(sourceScope)),
  create: oc('source:write', { method: 'POST', path: '/sources', summary: 'Add a source', tags: ['Sources'], successStatus: 201 })
    .input(sourceInput)
    .output(source),
  check: oc('source:write', { method: 'POST', path: '/sources/check', summary: 'Try a connection without storing it', tags: ['Sources'] })
    .input(sourceInput)
    .output(z.object({ ok: z.boolean(), message: z.string(), version: z.string().nullable(), clusters: z.number().int().nullable() })),
  replaceSecret: oc('source:write', { method: 'PUT', path: '/sources/{id}/kubeconfig', summary: "Replace a source's kubeconfig", tags: ['Sources'] })
    .input(z.object({ id, kubeconfig: sourceInput.shape.kubeconfig }).strict())
    .output(source),
  remove: oc('source:write', { method: 'DELETE', path: '/sources/{id}', summary: 'Remove a source made in Settings and what it saw', tags: ['Sources'] })
    .input(byId)
    .output(z.object({ removed: z.boolean() })),
};
