import { z } from 'zod';
import { campaignKinds, campaignStates, skipCauses, targetStates } from '#lib/campaigns/model.ts';
import { machineProgressStates } from '#lib/campaigns/engine/progress-model.ts';
import { blocker } from './clusters.ts';
import { csvOf, id, instant, pageOf, paging } from './fields.ts';
import { oc } from './route.ts';

/** How careful a campaign is. */
export const campaignStrategy = z.object({
  concurrency: z.number().int().min(1).max(20).describe('Clusters in motion at once'),
  failureThreshold: z.number().int().min(1).max(1000).describe('Failed targets at which the campaign halts'),
  requiredObservations: z.number().int().min(1).max(20).describe('Observations in a row that must show a target done'),
  targetTimeoutSeconds: z.number().int().min(60).max(7 * 86_400).describe('A target that has not converged after this long fails'),
});

const plannedMachine = z.object({
  uid: z.string(), name: z.string(), role: z.enum(['control-plane', 'worker']),
  version: z.string().nullable(), createdAt: instant.nullable(), nodeName: z.string().nullable(),
});

const plannedTarget = z.object({
  clusterId: id,
  clusterName: z.string(),
  version: z.string().nullable(),
  steps: z.array(z.object({
    group: z.object({ kind: z.enum(['KubeadmControlPlane', 'MachineDeployment']), name: z.string() }),
    machines: z.array(plannedMachine),
  })).describe('In order: control plane, then worker groups'),
  blockers: z.array(blocker),
  expectedSeconds: z.number(),
  estimatedFrom: z.number().int().optional().describe('How many earlier campaigns on the cluster the estimate is the median of; absent when it is a rule of thumb'),
});

/** One machine of a target: one that the plan replaces, or a successor. */
export const targetMachine = z.object({
  name: z.string(),
  uid: z.string().nullable(),
  role: z.enum(['control-plane', 'worker']),
  planned: z.boolean().describe('True for machines that the plan replaces, false for their successors'),
  state: z.enum(machineProgressStates),
  nodeName: z.string().nullable(),
  createdAt: instant.nullable(),
  reason: z.string().nullable().describe('Why it waits'),
});
export type TargetMachine = z.infer<typeof targetMachine>;

/** One cluster of a campaign, with what its machines do now. */
export const campaignTarget = z.object({
  clusterId: id,
  clusterName: z.string(),
  ordinal: z.number().int(),
  state: z.enum(targetStates),
  skipped: z.enum(skipCauses).nullable().describe('How a skipped target came to be: a person took it out, or the campaign was aborted before anything was asked of the cluster (`not-started`) or when some of it was (`part-way`); null in every other state'),
  reason: z.string().nullable(),
  step: z.number().int(),
  steps: z.number().int(),
  replaced: z.number().int(),
  machines: z.array(targetMachine),
  expectedSeconds: z.number(),
  startedAt: instant.nullable(),
  finishedAt: instant.nullable(),
  allowed: z.array(z.enum(['skip'])).describe('What its state, its campaign and the viewer allow now'),
});
export type CampaignTarget = z.infer<typeof campaignTarget>;

/** A campaign in a list. */
export const campaignSummary = z.object({
  id,
  kind: z.enum(campaignKinds),
  name: z.string(),
  state: z.enum(campaignStates),
  stateReason: z.string().nullable(),
  createdBy: z.string(),
  createdAt: instant,
  startedAt: instant.nullable(),
  finishedAt: instant.nullable(),
  targets: z.object({
    total: z.number().int(), succeeded: z.number().int(), moving: z.number().int(), failed: z.number().int(),
    blocked: z.number().int(), waiting: z.number().int(), skipped: z.number().int(),
    notStarted: z.number().int().describe('Of the skipped: those of which nothing had been asked when the campaign was aborted'),
    partWay: z.number().int().describe('Of the skipped: those of which something had been asked when the campaign was aborted'),
  }),
});
export type CampaignSummary = z.infer<typeof campaignSummary>;

const campaignPlan = z.object({ hash: z.string(), targets: z.array(plannedTarget) });

/** A campaign with its plan and every target. */
export const campaignDetail = campaignSummary.omit({ targets: true }).extend({
  strategy: campaignStrategy,
  plan: campaignPlan,
  counts: campaignSummary.shape.targets,
  expectedSeconds: z.number().describe('Of the whole, without the targets that something holds by their plan'),
  targets: z.array(campaignTarget),
  allowed: z.array(z.enum(['start', 'pause', 'resume', 'abort'])).describe('What the state and the viewer allow now'),
});
export type CampaignDetail = z.infer<typeof campaignDetail>;

/** Something that happened, in words for the person on call. */
export const campaignEvent = z.object({
  id: z.string(),
  at: instant,
  tone: z.enum(['info', 'progress', 'success', 'attention', 'failure']),
  code: z.string(),
  message: z.string(),
  clusterId: id.nullable(),
  clusterName: z.string().nullable(),
});

export type CampaignEvent = z.infer<typeof campaignEvent>;

const idempotency = z.object({
  'idempotency-key': z.string().min(1).max(200)
    .describe('Chosen by the client; the same key with the same body gives the first answer again, with another body 409'),
});
const params = z.object({ id }).strict();
const reason = z.string().max(1000).optional();

const action = (name: 'pause' | 'resume' | 'abort', summary: string) =>
  oc('campaign:write', { method: 'POST', path: `/campaigns/{id}/${name}`, summary, tags: ['Campaigns'], inputStructure: 'detailed' })
    .input(z.object({ params, headers: idempotency.partial(), body: z.object({ reason }).strict().optional() }))
    .output(campaignSummary);

/** Campaigns: previews, commands and what came of them. */
export const campaignsContract = {
  create: oc('campaign:write', {
    method: 'POST', path: '/campaigns', summary: 'Preview a campaign: store its plan as a draft', tags: ['Campaigns'],
    successStatus: 201, inputStructure: 'detailed',
  })
    .input(z.object({
      headers: idempotency,
      body: z.object({
        kind: z.enum(campaignKinds),
        name: z.string().trim().min(1).max(120).optional(),
        clusterIds: z.array(id).min(1).max(500),
        parameters: z.object({}).strict().default({}),
        strategy: campaignStrategy.partial().strict().default({}),
        replaces: id.optional().describe('A draft whose place the new one takes: it is aborted in the same transaction; 404 when there is none, 409 when it is no longer a draft'),
      }).strict(),
    }))
    .output(campaignSummary.pick({ id: true, name: true, state: true }).extend({ plan: campaignPlan })),
  list: oc('fleet:read', { method: 'GET', path: '/campaigns', summary: 'List campaigns, newest first', tags: ['Campaigns'] })
    .input(z.object({ state: csvOf(campaignStates).optional(), cluster: id.optional(), ...paging }).strict())
    .output(pageOf(campaignSummary)),
  get: oc('fleet:read', { method: 'GET', path: '/campaigns/{id}', summary: 'Get a campaign with its plan and targets', tags: ['Campaigns'] })
    .input(params)
    .output(campaignDetail),
  events: oc('fleet:read', { method: 'GET', path: '/campaigns/{id}/events', summary: 'What happened in a campaign, newest first', tags: ['Campaigns'] })
    .input(params.extend(paging))
    .output(z.object({ items: z.array(campaignEvent), nextCursor: z.string().nullable() })),
  start: oc('campaign:write', {
    method: 'POST', path: '/campaigns/{id}/start', summary: 'Start a campaign by the plan that was seen', tags: ['Campaigns'], inputStructure: 'detailed',
    description: '409 when the stored plan is no longer the one with this hash, or the world has moved so that it is no longer right.',
  })
    .input(z.object({ params, headers: idempotency.partial(), body: z.object({ planHash: z.string().max(64), reason }).strict() }))
    .output(campaignSummary),
  pause: action('pause', 'Pause: nothing new starts; what the clusters have begun goes on'),
  resume: action('resume', 'Resume a paused or halted campaign'),
  abort: action('abort', 'Abort: nothing new starts and the campaign ends'),
  skip: oc('campaign:write', {
    method: 'POST', path: '/campaigns/{id}/targets/{clusterId}/skip', summary: 'Take a cluster that waits, failed or is blocked out of a campaign', tags: ['Campaigns'], inputStructure: 'detailed',
    description: 'Nothing more is asked of the cluster; what it has begun goes on. A campaign with nothing left to do ends; a halted one goes on once it is resumed.',
  })
    .input(z.object({ params: z.object({ id, clusterId: id }).strict(), headers: idempotency.partial(), body: z.object({ reason }).strict().optional() }))
    .output(campaignSummary),
};
