import pg from 'pg';
import { advisoryLocks } from '#lib/platform/db/advisory-locks.ts';
import { noticeDeadPeer } from '#lib/platform/db/notice-dead-peer.ts';
import type { Queryable } from '#lib/platform/db/queryable.ts';
import { SyncError } from './sync-error.ts';

/** Something that one worker at a time has: a source, or the say over which sources there are. */
export type Claim = { lockClass: number; key: string };

/** The claim of the worker that runs this source. */
export function claimOnSource(sourceId: string): Claim {
  return { lockClass: advisoryLocks.runSource, key: sourceId };
}

/** The claim of the worker whose tarmac.yaml is in force. */
export const claimOnConfiguration: Claim = { lockClass: advisoryLocks.ownConfiguration, key: 'tarmac.yaml' };

/**
 * Run first in a transaction that writes in the name of a claim: throws `stopped` unless the claim is still held. Until
 * the transaction ends nobody else gets the claim.
 */
export type Fence = (client: Queryable) => Promise<void>;

type Session = { client: pg.Client; pid: number };

/**
 * Session locks on one connection of their own: the server gives them back as soon as the process or the connection
 * dies (within half a minute when its machine vanishes), so another worker can take the source over. `onLost` is called
 * when the connection breaks: from then on nothing is held, and each fence refuses.
 */
export class SourceLocks {
  readonly #connection: pg.ClientConfig;
  readonly #onLost: (thrown: unknown) => void;
  #session: Session | null = null;

  constructor(connection: pg.ClientConfig, onLost: (thrown: unknown) => void) {
    this.#connection = connection;
    this.#onLost = onLost;
  }

  /**
   * The fence of the claim when this worker now holds it, null while another one does or still ends a transaction of
   * its own. Throws when the database cannot be reached.
   */
  async tryAcquire(claim: Claim): Promise<Fence | null> {
    const { client, pid } = this.#session ?? (await this.#connect());
    try {
      const { rows } = await client.query<{ held: boolean }>('SELECT pg_try_advisory_lock($1, hashtext($2)) AS held', [claim.lockClass, claim.key]);
      if (!rows[0]?.held) return null;
      // What passed its fence before the claim changed hands ends first; what comes to it later is refused.
      const { rows: settled } = await client.query<{ held: boolean }>('SELECT pg_try_advisory_xact_lock($1, hashtext($2)) AS held', [advisoryLocks.writeAsHolder, claim.key]);
      if (settled[0]?.held) return (writer) => this.#check(writer, pid, claim);
      await this.release(claim);
      return null;
    } catch (thrown) {
      // What the session holds is not known any more.
      this.#lose(client, thrown);
      throw thrown;
    }
  }

  /** Gives a held claim back; does nothing when the connection broke, which has given it back already. */
  async release({ lockClass, key }: Claim): Promise<void> {
    await this.#session?.client.query('SELECT pg_advisory_unlock($1, hashtext($2))', [lockClass, key]);
  }

  /** Notices a connection that died without a word. */
  async probe(): Promise<void> {
    const client = this.#session?.client;
    await client?.query('SELECT 1').catch((thrown: unknown) => this.#lose(client, thrown));
  }

  /** Gives everything back; `onLost` is not called. */
  async close(): Promise<void> {
    const client = this.#session?.client;
    this.#session = null;
    await client?.end().catch(() => undefined);
  }

  // The server's own word counts: this process may not have heard yet that its session is gone.
  async #check(writer: Queryable, pid: number, { lockClass, key }: Claim): Promise<void> {
    await writer.query('SELECT pg_advisory_xact_lock_shared($1, hashtext($2))', [advisoryLocks.writeAsHolder, key]);
    const { rowCount } = await writer.query(isHeldBy, [lockClass, key, pid]);
    if (rowCount) return;
    void this.probe();
    throw new SyncError('stopped', 'This worker no longer holds the lock that it wrote under: nothing was stored.');
  }

  async #connect(): Promise<Session> {
    const client = new pg.Client({ ...this.#connection, application_name: 'tarmac-locks', keepAlive: true, connectionTimeoutMillis: 10_000, query_timeout: 10_000 });
    client.on('error', (thrown) => this.#lose(client, thrown));
    client.on('end', () => this.#lose(client, new Error('The connection that holds the locks of sources has ended.')));
    try {
      await client.connect();
      const { rows } = await client.query<{ pid: number }>(`SELECT pg_backend_pid() AS pid, ${noticeDeadPeer}`);
      this.#session = { client, pid: rows[0]!.pid };
      return this.#session;
    } catch (thrown) {
      void client.end().catch(() => undefined);
      throw thrown;
    }
  }

  #lose(client: pg.Client, thrown: unknown): void {
    if (this.#session?.client !== client) return;
    this.#session = null;
    void client.end().catch(() => undefined);
    this.#onLost(thrown);
  }
}

// PostgreSQL manual 53.13 (pg_locks): of a lock with two keys classid is the first, objid the second, objsubid 2.
const isHeldBy = `SELECT FROM pg_locks WHERE locktype = 'advisory' AND classid = $1::int8::oid AND objid = (hashtext($2)::int8 & 4294967295)::oid
  AND objsubid = 2 AND pid = $3 AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;
