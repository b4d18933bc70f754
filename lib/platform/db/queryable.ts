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
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (thrown) {
    // A connection that cannot even roll back must not go back to the pool; one whose last query is still under way
    // would only be waited for once more.
    broken = isTimeout(thrown) || (await client.query('ROLLBACK').then(() => false, () => true));
    throw thrown;
  } finally {
    client.release(broken);
  }
}

/** Whether pg gave up waiting for a query, by its text: it has no code. */
function isTimeout(thrown: unknown): boolean {
  return thrown instanceof Error && thrown.message === 'Query read timeout';
}
