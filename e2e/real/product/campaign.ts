import { randomUUID } from 'node:crypto';
import type { CampaignDetail, CampaignTarget } from '#lib/api/contract/campaigns.ts';
import { GiveUp, waitFor } from '../harness/wait-for.ts';
import type { Product } from './product.ts';

type Plan = CampaignDetail['plan'];

/** Previews a repave of these clusters and starts it by the plan that was shown. */
export async function startRepave(product: Product, clusterIds: readonly string[], requiredObservations?: number): Promise<{ id: string; plan: Plan }> {
  const created = await previewRepave(product, clusterIds, requiredObservations);
  await product.post(`/campaigns/${created.id}/start`, { planHash: created.plan.hash });
  return created;
}

/** The plan of a repave, stored as a draft. */
export function previewRepave(product: Product, clusterIds: readonly string[], requiredObservations = 1): Promise<{ id: string; plan: Plan }> {
  const strategy = { requiredObservations, targetTimeoutSeconds: 600 };
  return product.post('/campaigns', { kind: 'cluster-repave', clusterIds, strategy }, { 'idempotency-key': randomUUID() });
}

/** Resolves with the campaign once `check` accepts it. Gives up at once when it ends, or halts, in any other way; says in the end where it stood. */
export function waitForCampaign(product: Product, id: string, what: string, check: (campaign: CampaignDetail) => boolean): Promise<CampaignDetail> {
  return waitFor(`the campaign to be ${what}`, async () => {
    const campaign = await product.get<CampaignDetail>(`/campaigns/${id}`);
    if (check(campaign)) return campaign;
    const stands = `The campaign is ${campaign.state} and not ${what}: ${campaign.stateReason}; ${campaign.targets.map(standing).join('; ')}`;
    throw campaign.state === 'running' || campaign.state === 'draft' ? new Error(stands) : new GiveUp(stands);
  }, { timeoutMs: 240_000, intervalMs: 500 });
}

function standing({ clusterName, state, reason, machines }: CampaignTarget): string {
  return `${clusterName} ${state}: ${reason} (${machines.map((machine) => `${machine.name} ${machine.state} ${machine.reason ?? ''}`).join(', ')})`;
}

/** Resolves once every target is done. */
export function waitForSuccess(product: Product, id: string): Promise<CampaignDetail> {
  return waitForCampaign(product, id, 'succeeded', ({ state }) => state === 'succeeded');
}
