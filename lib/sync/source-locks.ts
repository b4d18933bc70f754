import pg from 'pg';
import { noticeDeadPeer } from '#lib/platform/db/notice-dead-peer.ts';

// One class of advisory locks for "this worker runs that source"; the second key is a hash of the source's id.
const lockClass = 7_270_001;

/**
 * Session locks on one connection of their own: the server gives them back as soon as the process or the
 * connection dies (within half a minute when its machine vanishes), so another worker can take the source over. `onLost` is called when the connection breaks:
 * from then on nothing is held.
 */
export class SourceLocks {
  readonly #connection: pg.ClientConfig;
  readonly #onLost: (thrown: unknown) => void;
  #client: pg.Client | null = null;

  constructor(connection: pg.ClientConfig, onLost: (thrown: unknown) => void) {
    this.#connection = connection;
    this.#onLost = onLost;
  }

  /** Whether this worker now holds the source; throws when the database cannot be reached. */
  async tryAcquire(sourceId: string): Promise<boolean> {
    const client = this.#client ?? (await this.#connect());
    const { rows } = await client.query<{ held: boolean }>('SELECT pg_try_advisory_lock($1, hashtext($2)) AS held', [lockClass, sourceId]);
    return rows[0]?.held ?? false;
  }

  async release(sourceId: string): Promise<void> {
    await this.#client?.query('SELECT pg_advisory_unlock($1, hashtext($2))', [lockClass, sourceId]);
  }

  /** Notices a connection that died without a word. */
  async probe(): Promise<void> {
    const client = this.#client;
    await client?.query('SELECT 1').catch((thrown: unknown) => this.#lose(client, thrown));
  }

  async close(): Promise<void> {
    const client = this.#client;
    this.#client = null;
    await client?.end().catch(() => undefined);
  }

  async #connect(): Promise<pg.Client> {
    const client = new pg.Client({ ...this.#connection, application_name: 'tarmac-locks', keepAlive: true, connectionTimeoutMillis: 10_000, query_timeout: 10_000 });
    client.on('error', (thrown) => this.#lose(client, thrown));
    client.on('end', () => this.#lose(client, new Error('The connection that holds the locks of sources has ended.')));
    await client.connect();
    await client.query(`SELECT ${noticeDeadPeer}`);
    this.#client = client;
    return client;
  }

  #lose(client: pg.Client, thrown: unknown): void {
    if (this.#client !== client) return;
    this.#client = null;
    void client.end().catch(() => undefined);
    this.#onLost(thrown);
  }
}
