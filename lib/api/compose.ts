import { HintListener } from '#lib/live/listen.ts';
import { bannerWords } from '#lib/platform/config/banner-words.ts';
import { readEnvironment } from '#lib/platform/config/environment.ts';
import type { Environment } from '#lib/platform/config/environment.ts';
import { readSecret } from '#lib/platform/config/secret.ts';
import { openDatabase } from '#lib/platform/db/database.ts';
import { captureConsole } from '#lib/platform/log/capture-console.ts';
import { createLogger } from '#lib/platform/log/logger.ts';
import { createWebMetrics } from '#lib/platform/telemetry/web-metrics.ts';
import type { ApiServices } from './api-services.ts';
import { addSocketAddresses } from './client-address.ts';
import { LiveStreams } from './live-streams.ts';
import { SharedAnswers } from './shared-answers.ts';

/** All that the web process holds for its life. */
export type Web = ApiServices & { environment: Environment; live: LiveStreams };

declare global {
  var tarmacWeb: Promise<Web> | undefined;
}

/**
 * The one composition of the web process: made at the first call, the same at each further one, also across the
 * copies of this module that Next makes for its bundles. Throws when the environment or the secret is not usable.
 */
export function web(): Promise<Web> {
  return (globalThis.tarmacWeb ??= compose().catch((thrown: unknown) => {
    globalThis.tarmacWeb = undefined;
    throw thrown;
  }));
}

/** Ends the event streams, and any that is asked for later; all else ends with the process. Does nothing when nothing was begun. */
export async function closeLiveStreams(): Promise<void> {
  const begun = await globalThis.tarmacWeb?.catch(() => null);
  await begun?.live.close();
}

async function compose(): Promise<Web> {
  const environment = readEnvironment();
  // Before anything is opened: a page that asks again after a failure must not leave a connection behind each time.
  const secret = await readSecret(environment);
  const log = createLogger({ name: 'web', level: environment.logLevel, format: environment.logFormat });
  // In development Next's own console is the one for people.
  if (environment.mode === 'production') captureConsole(log);
  const db = openDatabase(environment.databaseUrl ?? '', { max: 20, applicationName: 'tarmac-web', queryTimeoutMs: 10_000 });
  const listener = new HintListener({
    connection: { connectionString: environment.databaseUrl },
    onTrouble: (error) => log.warn({ error }, 'the connection for live changes broke; it will be opened again'),
  });
  const answers = new SharedAnswers();
  void answers.follow(listener.subscribe());
  if (environment.publicUrl === undefined) addSocketAddresses();
  const secure = environment.publicUrl?.startsWith('https:') ?? false;
  return { db, log, environment, answers, secret, secure, banner: bannerWords(environment.banner), metrics: createWebMetrics(), live: new LiveStreams(listener) };
}
