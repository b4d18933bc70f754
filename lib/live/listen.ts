import pg from 'pg';
import { setTimeout as wait } from 'node:timers/promises';
import { backoffMs } from '#lib/kernel/backoff.ts';
import { decodeHint, liveChannel } from './hints.ts';
import type { LiveHint } from './hints.ts';
import { HintSubscription } from './subscription.ts';

/** What listening needs: how to reach the database (`pool.options` will do), and whom to tell of a lost connection. */
export type HintListenerOptions = { connection: pg.ClientConfig; onTrouble?: (thrown: unknown) => void; probeMs?: number };

/** Said after a gap in listening: anything may have changed. */
export const everythingMayHaveChanged: LiveHint = { noun: '*', all: true };

/**
 * One LISTEN connection for a whole process, opened again by itself when it breaks. After each gap every
 * subscriber gets `everythingMayHaveChanged`.
 */
export class HintListener {
  readonly #options: HintListenerOptions;
  readonly #subscriptions = new Set<HintSubscription>();
  readonly #stop = new AbortController();
  readonly #listening = Promise.withResolvers<void>();
  readonly #loop: Promise<void>;

  constructor(options: HintListenerOptions) {
    this.#options = options;
    this.#loop = this.#run();
  }

  /** Resolves when the first connection listens: hints from then on are heard. */
  get listening(): Promise<void> {
    return this.#listening.promise;
  }

  /** Hints from now on, until `signal` aborts or the listener closes. */
  subscribe(signal?: AbortSignal): HintSubscription {
    const subscription = new HintSubscription(() => this.#subscriptions.delete(subscription));
    if (signal?.aborted || this.#stop.signal.aborted) subscription.close();
    else this.#subscriptions.add(subscription);
    signal?.addEventListener('abort', () => subscription.close(), { once: true });
    return subscription;
  }

  /** Ends all subscriptions and the connection. */
  async close(): Promise<void> {
    this.#stop.abort();
    for (const subscription of this.#subscriptions) subscription.close();
    this.#listening.resolve();
    await this.#loop;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    for (let attempt = 0; !signal.aborted; attempt++) {
      try {
        await this.#listenOnce(() => {
          attempt = 0;
          this.#listening.resolve();
          this.#tell(everythingMayHaveChanged);
        });
      } catch (thrown) {
        if (!signal.aborted) this.#options.onTrouble?.(thrown);
      }
      await wait(backoffMs(attempt, { firstMs: 100, maxMs: 5_000 }, Math.random()), undefined, { signal }).catch(() => undefined);
    }
  }

  // Ends when the connection does. The probe finds a connection that died without a word.
  async #listenOnce(onListening: () => void): Promise<void> {
    const { connection, probeMs = 15_000 } = this.#options;
    const client = new pg.Client({ ...connection, application_name: 'tarmac-live', keepAlive: true, connectionTimeoutMillis: 10_000, query_timeout: 10_000 });
    const ended = Promise.withResolvers<void>();
    // The connection may break before anyone waits for its end.
    ended.promise.catch(() => undefined);
    client.on('error', (thrown) => ended.reject(thrown));
    client.on('end', () => ended.resolve());
    client.on('notification', ({ payload }) => {
      const hint = decodeHint(payload);
      if (hint) this.#tell(hint);
    });
    const onAbort = () => ended.resolve();
    this.#stop.signal.addEventListener('abort', onAbort, { once: true });
    const probe = setInterval(() => void client.query('SELECT 1').catch((thrown: unknown) => ended.reject(thrown)), probeMs);
    try {
      await client.connect();
      await client.query(`LISTEN ${liveChannel}`);
      onListening();
      await ended.promise;
    } finally {
      clearInterval(probe);
      this.#stop.signal.removeEventListener('abort', onAbort);
      await client.end().catch(() => undefined);
    }
  }

  #tell(hint: LiveHint): void {
    for (const subscription of this.#subscriptions) subscription.push(hint);
  }
}
