import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { checkConnection } from '#lib/platform/db/connection-check.ts';
import { startEmbeddedPostgres } from '#lib/platform/db/embedded-postgres.ts';
import type { EmbeddedPostgres } from '#lib/platform/db/embedded-postgres.ts';
import type { Environment } from '#lib/platform/config/environment.ts';
import { toSentence } from './start-error.ts';

/** A database that is there; `stop` ends it when it is our own, `abandon` does so at once and waits for nothing. */
export type LocalDatabase = { url: string; stop(): Promise<void>; abandon(): void };

/** The folder of the embedded PostgreSQL in a data folder. */
export function toPostgresDir(dataDir: string): string {
  return path.join(dataDir, 'postgres');
}

/**
 * The database of DATABASE_URL after a look at it, else the embedded one, which is started again should it end. Throws
 * a DatabaseError of one sentence, or the reason of `signal` when that aborts the start.
 */
export async function bringUpDatabase({ databaseUrl, dataDir }: Environment, say: (text: string) => void, signal: AbortSignal): Promise<LocalDatabase> {
  if (databaseUrl) {
    await checkConnection(databaseUrl);
    return { url: databaseUrl, stop: async () => undefined, abandon: () => undefined };
  }
  const stopping = new AbortController();
  let server = await startEmbeddedPostgres({ dir: toPostgresDir(dataDir), signal });
  const url = server.url;
  const watch = async (watched: EmbeddedPostgres): Promise<void> => {
    await watched.exited;
    while (!stopping.signal.aborted) {
      say('The embedded PostgreSQL ended; it is started again.');
      try {
        server = await startEmbeddedPostgres({ dir: toPostgresDir(dataDir) });
        if (server.url !== url) say(`The embedded PostgreSQL had to move to port ${server.port}: stop Tarmac and start it again.`);
        return watch(server);
      } catch (thrown) {
        say(toSentence(thrown));
        await wait(2_000);
      }
    }
  };
  void watch(server);
  return {
    url,
    stop: async () => {
      stopping.abort();
      await server.stop();
    },
    abandon: () => server.abandon(),
  };
}
