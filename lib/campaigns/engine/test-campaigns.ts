import { createCampaign, startCampaign } from '../commands.ts';
import type { Command } from '../commands.ts';
import type { CampaignStrategy } from '../model.ts';
import { getCampaign } from '../queries.ts';
import type { CampaignDetailRow } from '../queries.ts';
import type { Intent } from './intent.ts';
import type { TestWorld } from './test-world.ts';
import { tickCampaign } from './tick.ts';
import type { TickContext } from './tick-context.ts';

/** Who commands in tests. */
export const command: Command = { actor: { kind: 'user', id: 'u1', name: 'Ada' } };

/** Campaigns of a small world: made, looked at, and moved second by second. */
export function testCampaigns(world: TestWorld) {
  const { pool } = world.db;
  const read = async (id: string): Promise<CampaignDetailRow> => (await getCampaign(pool, id, world.now))!;
  const reasons = async (id: string): Promise<string[]> => (await read(id)).targets.map(({ state, reason }) => `${state}: ${reason}`);
  return {
    read,
    reasons,
    /** Starts a campaign on new clusters of these names. */
    async started(clusters: string[], strategy: Partial<CampaignStrategy> = {}): Promise<string> {
      const clusterIds = [];
      for (const name of clusters) clusterIds.push(await world.addCluster(name));
      const { id, planHash } = await createCampaign(world.db, { kind: 'cluster-repave', clusterIds, strategy: { requiredObservations: 2, ...strategy } }, command);
      await startCampaign(world.db, id, planHash, command);
      return id;
    },
    /** The intent of a target's first step, as stored. */
    async intentOf(id: string, ordinal = 0): Promise<Intent> {
      const { rows } = await pool.query<{ intent: Intent }>('SELECT intents -> 0 AS intent FROM campaign_targets WHERE campaign_id = $1 AND ordinal = $2', [id, ordinal]);
      return rows[0]!.intent;
    },
    /** Ticks second by second, each time with a fresh look, until `done` or for two minutes. */
    async tickUntil(id: string, done: (campaign: CampaignDetailRow) => boolean, through: TickContext = world.context()): Promise<CampaignDetailRow> {
      for (let second = 0; second < 120; second++) {
        await world.passes(1000);
        await tickCampaign(id, through);
        const campaign = await read(id);
        if (done(campaign)) return campaign;
      }
      throw new Error(`did not come to it: ${JSON.stringify(await reasons(id))}`);
    },
  };
}

/** What {@link testCampaigns} gives. */
export type TestCampaigns = ReturnType<typeof testCampaigns>;

/** Whether a campaign is in this state. */
export function inState(state: string): (campaign: CampaignDetailRow) => boolean {
  return (campaign) => campaign.state === state;
}

/** Whether a campaign's target is in this state. */
export function targetIn(state: string, index = 0): (campaign: CampaignDetailRow) => boolean {
  return ({ targets }) => targets[index]!.state === state;
}
