import type pg from 'pg';
import { noticeDeadPeer } from '#lib/platform/db/notice-dead-peer.ts';

// Any number that no other part of Tarmac locks with.
const lockClass = 8_245_002;

/**
 * Runs `work` while no other process ticks this campaign, on one connection that holds the claim;
 * null when another one does. The claim ends with the connection: a killed worker's is free at once, that of a
 * machine that vanished within half a minute.
 */
export async function withClaim<T>(pool: pg.Pool, campaignId: string, work: (client: pg.PoolClient) => Promise<T>): Promise<T | null> {
  const client = await pool.connect();
  let broken = true;
  try {
    const { rows } = await client.query<{ held: boolean }>(`SELECT pg_try_advisory_lock($1, hashtext($2)) AS held, ${noticeDeadPeer}`, [lockClass, campaignId]);
    if (!rows[0]?.held) {
      broken = false;
      return null;
    }
    try {
      return await work(client);
    } finally {
      await client.query('SELECT pg_advisory_unlock($1, hashtext($2))', [lockClass, campaignId]);
      broken = false;
    }
  } finally {
    // A connection that may still hold the claim must not go back to the pool.
    client.release(broken);
  }
}

/** Runs `work` between BEGIN and COMMIT on a connection that the caller holds. */
export async function inTransaction<T>(client: pg.PoolClient, work: () => Promise<T>): Promise<T> {
  await client.query('BEGIN');
  try {
    const result = await work();
    await client.query('COMMIT');
    return result;
  } catch (thrown) {
    await client.query('ROLLBACK');
    throw thrown;
  }
}
