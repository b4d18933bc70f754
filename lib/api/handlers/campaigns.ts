import { isGranted } from '#lib/access/permissions.ts';
import { CampaignError } from '#lib/campaigns/campaign-error.ts';
import { abortCampaign, createCampaign, pauseCampaign, resumeCampaign, skipTarget, startCampaign } from '#lib/campaigns/commands.ts';
import type { Command } from '#lib/campaigns/commands.ts';
import { getCampaign, getCampaignSummary, listCampaignEvents, listCampaigns } from '#lib/campaigns/queries.ts';
import type { ApiContext } from '../api-context.ts';
import { decodeIdCursor } from '../id-cursor.ts';
import { implementer } from '../implementer.ts';
import { knownViewer } from '../known-viewer.ts';
import { readPage } from '../read-page.ts';

/** Campaigns: previews, the commands of people, and what came of them. */
export const campaignsHandlers = {
  create: implementer.campaigns.create.handler(async ({ input, context }) => {
    const { id, name, state, plan, planHash } = await createCampaign(context.services.db, input.body, commandOf(context, undefined));
    return { id, name, state, plan: { hash: planHash, targets: plan.targets } };
  }),
  list: implementer.campaigns.list.handler(async ({ input, context }) => {
    const { items, nextBeforeId, total } = await readPage(input.cursor, () => listCampaigns(context.services.db.pool, {
      states: input.state, clusterId: input.cluster, beforeId: input.cursor, limit: input.limit,
    }));
    return { items, nextCursor: nextBeforeId, total };
  }),
  get: implementer.campaigns.get.handler(async ({ input, context }) => {
    const campaign = await getCampaign(context.services.db.pool, input.id);
    if (!campaign) throw noSuchCampaign();
    const mayAct = isGranted(knownViewer(context).role, 'campaign:write');
    return mayAct ? campaign : { ...campaign, allowed: [], targets: campaign.targets.map((target) => ({ ...target, allowed: [] })) };
  }),
  events: implementer.campaigns.events.handler(async ({ input, context }) => {
    const page = await listCampaignEvents(context.services.db.pool, input.id, { before: decodeIdCursor(input.cursor), limit: input.limit });
    if (!page) throw noSuchCampaign();
    return { items: page.items, nextCursor: page.nextBefore === null ? null : String(page.nextBefore) };
  }),
  start: implementer.campaigns.start.handler(async ({ input, context }) => {
    await startCampaign(context.services.db, input.params.id, input.body.planHash, commandOf(context, input.body.reason));
    return summaryOf(context, input.params.id);
  }),
  pause: implementer.campaigns.pause.handler(async ({ input, context }) => {
    await pauseCampaign(context.services.db, input.params.id, commandOf(context, input.body?.reason));
    return summaryOf(context, input.params.id);
  }),
  resume: implementer.campaigns.resume.handler(async ({ input, context }) => {
    await resumeCampaign(context.services.db, input.params.id, commandOf(context, input.body?.reason));
    return summaryOf(context, input.params.id);
  }),
  abort: implementer.campaigns.abort.handler(async ({ input, context }) => {
    await abortCampaign(context.services.db, input.params.id, commandOf(context, input.body?.reason));
    return summaryOf(context, input.params.id);
  }),
  skip: implementer.campaigns.skip.handler(async ({ input, context }) => {
    await skipTarget(context.services.db, input.params.id, input.params.clusterId, commandOf(context, input.body?.reason));
    return summaryOf(context, input.params.id);
  }),
};

function commandOf(context: ApiContext, reason: string | undefined): Command {
  const { kind, id, name } = knownViewer(context);
  return { actor: { kind, id, name }, reason: reason?.trim() || null, requestId: context.requestId };
}

async function summaryOf({ services }: ApiContext, id: string) {
  const summary = await getCampaignSummary(services.db.pool, id);
  if (!summary) throw noSuchCampaign();
  return summary;
}

const noSuchCampaign = (): CampaignError => new CampaignError('not-found', 'There is no such campaign.');
