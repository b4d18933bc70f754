import path from 'node:path';
import { ensureInitialAccounts } from '#lib/access/initial-accounts.ts';
import type { PreparedAccounts } from '#lib/access/initial-accounts.ts';
import { readEnvironment } from '#lib/platform/config/environment.ts';
import type { Environment } from '#lib/platform/config/environment.ts';
import { readSecret } from '#lib/platform/config/secret.ts';
import { readTarmacConfig } from '#lib/platform/config/tarmac-config.ts';
import { closeDatabase, openDatabase } from '#lib/platform/db/database.ts';
import type { Database } from '#lib/platform/db/database.ts';
import { applyMigrations } from '#lib/platform/db/migrate.ts';
import { holdDataFolder } from './data-folder.ts';
import { chooseDemo } from './demo-choice.ts';
import { bringUpDatabase } from './local-database.ts';
import { startPart } from './part.ts';
import type { Part, PartSpec } from './part.ts';
import { toDemoSpec, toLogFile, toWebSpec, toWorkerSpec } from './parts.ts';
import { waitUntilHealthy } from './readiness.ts';
import type { Terminal } from './terminal.ts';
import { claimPort, toLocalUrl } from './web-address.ts';
import { holdWebBuild } from './web-build.ts';

/** How to launch: `root` is the checkout; `signal` stops the start wherever it is. */
export type LaunchOptions = { root: string; development: boolean; terminal: Terminal; signal: AbortSignal };

/** A running Tarmac; `worker` can be started again by itself. */
export type Launched = { url: string; worker: Part };

type Stop = () => Promise<void> | void;

/** What to do at the end: announce it, stop all parts at once, then the foundations, the newest first; `abandon` is for when there is no time for that. */
export type Cleanup = { announce: (() => void)[]; parts: Stop[]; foundations: Stop[]; abandon: (() => void)[] };

const readyTimeoutMs = 120_000;

/**
 * Brings everything up in order and returns when the web server says that Tarmac is ready. What has to be stopped is
 * put on `cleanup` as it starts, so that a failure half-way can be cleaned up too. Throws AppErrors of one sentence.
 */
export async function launch({ root, development, terminal, signal }: LaunchOptions, cleanup: Cleanup): Promise<Launched> {
  const environment = readEnvironment();
  const { dataDir, host } = environment;
  const config = await readTarmacConfig(environment.configFile, { required: environment.configFileGiven && environment.demo !== true });
  const hold = await holdDataFolder(dataDir);
  cleanup.announce.push(hold.announceEnd);
  cleanup.foundations.push(hold.release);
  await readSecret(environment);
  const port = await claimPort(host, environment.port);

  const build = development ? Promise.resolve() : prepareBuild({ root, dataDir, terminal, signal }, cleanup);
  const database = prepareDatabase({ root, environment, terminal, signal }, cleanup);
  // Both come to an end before a failure of one is thrown, so that nothing is left half begun.
  await Promise.allSettled([database, build]);
  const [url] = await Promise.all([database, build]);
  signal.throwIfAborted();
  const db = openDatabase(url, { max: 2, applicationName: 'tarmac-launcher' });
  const { demo, accounts } = await prepareAccounts(db, environment, config.sources.length > 0).finally(() => closeDatabase(db));

  const env: Record<string, string> = {
    NODE_ENV: development ? 'development' : 'production',
    DATABASE_URL: url,
    TARMAC_DATA: dataDir,
    TARMAC_DEMO: demo ? '1' : '0',
    TARMAC_BANNER: demo ? 'demo' : (environment.banner ?? ''),
    ...(environment.configFileGiven && { TARMAC_CONFIG: environment.configFile }),
  };
  const settings = { root, dataDir, env, development };
  const begin = (spec: PartSpec): Part => {
    const part = startPart(spec, terminal.say, development ? (line) => terminal.say(`[${spec.name}] ${line}`) : undefined);
    cleanup.parts.push(() => part.stop());
    return part;
  };
  const localUrl = toLocalUrl(host, port);
  const worker = await terminal.during(`Starting ${demo ? 'the demo fleet, ' : ''}the worker and the web server`, async () => {
    const web = begin(toWebSpec(settings, host, port));
    const webReady = untilReady(web, signal);
    webReady.catch(() => undefined);
    if (demo) env.TARMAC_CONFIG = await Promise.race([untilReady(begin(toDemoSpec(settings)), signal), webReady.then(() => new Promise<never>(() => undefined))]);
    const begun = begin(toWorkerSpec(settings));
    await Promise.all([untilReady(begun, signal), webReady, waitUntilHealthy(localUrl, readyTimeoutMs, signal)]);
    return begun;
  });

  terminal.say(`Tarmac is ready at ${localUrl}`);
  for (const line of describeAccounts(accounts, demo)) terminal.say(line);
  return { url: localUrl, worker };
}

async function prepareBuild({ root, dataDir, terminal, signal }: { root: string; dataDir: string; terminal: Terminal; signal: AbortSignal }, cleanup: Cleanup): Promise<void> {
  const hold = await holdWebBuild(root, toLogFile(dataDir, 'build'), signal, (build) => terminal.during('Building the web application (half a minute, after a change only)', build));
  cleanup.foundations.push(() => hold.release());
}

async function prepareDatabase({ root, environment, terminal, signal }: { root: string; environment: Environment; terminal: Terminal; signal: AbortSignal }, cleanup: Cleanup): Promise<string> {
  return terminal.during('Preparing the database', async () => {
    const database = await bringUpDatabase(environment, terminal.say, signal);
    cleanup.foundations.push(() => database.stop());
    cleanup.abandon.push(() => database.abandon());
    const db = openDatabase(database.url, { max: 2, applicationName: 'tarmac-migrate' });
    await applyMigrations(db.pool, path.join(root, 'prisma/migrations')).finally(() => closeDatabase(db));
    return database.url;
  });
}

async function prepareAccounts(db: Database, environment: Environment, configured: boolean): Promise<{ demo: boolean; accounts: PreparedAccounts }> {
  const demo = await chooseDemo(db, environment, configured);
  return { demo, accounts: await ensureInitialAccounts(db, { demo }) };
}

function describeAccounts({ told, closed }: PreparedAccounts, demo: boolean): string[] {
  const width = Math.max(...told.map((account) => account.email.length));
  return [
    ...(closed.length > 0 ? ['The accounts of the demo are closed, because their passwords are public.'] : []),
    ...(told.length === 0 ? [] : [demo ? 'This is a demo: the fleet is simulated. Sign in as' : 'The first account, shown this once: write its password down']),
    ...told.map(({ email, password, role }) => `  ${email.padEnd(width)}  ${password}  (${role})`),
  ];
}

async function untilReady(part: Part, signal: AbortSignal): Promise<string> {
  const aborted = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  return Promise.race([part.ready, aborted]);
}
