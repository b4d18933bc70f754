import type pg from 'pg';

/** Anything that runs one SQL statement: the pool, or one connection inside a transaction. */
export type Queryable = Pick<pg.Pool, 'query'>;

/**
 * Runs `work` on one connection between BEGIN and COMMIT and returns its result; whatever it throws rolls
 * everything back and is thrown on.
 */
export async function withTransaction<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken = false;
  try {
    return await inTransaction(client, () => work(client), () => {
      broken = true;
    });
  } finally {
    client.release(broken);
  }
}

/**
 * The same on a connection that the caller holds. What is thrown is always the first error; `onBroken` is called before
 * it when the connection could not even roll back: it must not be used again, nor go back to the pool.
 */
export async function inTransaction<T>(client: Queryable, work: () => Promise<T>, onBroken?: () => void): Promise<T> {
  try {
    await client.query('BEGIN');
    const result = await work();
    await client.query('COMMIT');
    return result;
  } catch (thrown) {
    // One whose last query is still under way would only be waited for once more.
    const broken = isTimeout(thrown) || (await client.query('ROLLBACK').then(() => false, () => true));
    if (broken) onBroken?.();
    throw thrown;
  }
}

/** Whether pg gave up waiting for a query, by its text: it has no code. */
function isTimeout(thrown: unknown): boolean {
  return thrown instanceof Error && thrown.message === 'Query read timeout';
}
