import type pg from 'pg';
import { advisoryLocks } from '#lib/platform/db/advisory-locks.ts';
import { noticeDeadPeer } from '#lib/platform/db/notice-dead-peer.ts';

/**
 * Runs `work` while no other process ticks this campaign, on one connection that holds the claim;
 * null when another one does. The claim ends with the connection: a killed worker's is free at once, that of a
 * machine that vanished within half a minute.
 */
export async function withClaim<T>(pool: pg.Pool, campaignId: string, work: (client: pg.PoolClient) => Promise<T>): Promise<T | null> {
  const client = await pool.connect();
  let broken = true;
  try {
    const { rows } = await client.query<{ held: boolean }>(`SELECT pg_try_advisory_lock($1, hashtext($2)) AS held, ${noticeDeadPeer}`, [advisoryLocks.advanceCampaign, campaignId]);
    if (!rows[0]?.held) {
      broken = false;
      return null;
    }
    const result = await work(client);
    await client.query('SELECT pg_advisory_unlock($1, hashtext($2))', [advisoryLocks.advanceCampaign, campaignId]);
    broken = false;
    return result;
  } finally {
    // A connection that may still hold the claim must not go back to the pool: one whose work failed is closed, which ends it.
    client.release(broken);
  }
}
