import { spawn } from 'node:child_process';
import { chmodSync, closeSync, existsSync, mkdirSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { describeError } from '#lib/kernel/app-error.ts';
import { DatabaseError } from './database-error.ts';
import { findFreePort } from './free-port.ts';
import { preparePostgresBinaries } from './postgres-binaries.ts';
import { initialiseCluster } from './postgres-cluster.ts';
import { localSettings, serverEnvironment } from './postgres-settings.ts';
import type { PostgresSettings } from './postgres-settings.ts';
import { choosePostgresUser } from './postgres-user.ts';
import { isProcessRunning, readProcessName, waitUntil } from './process-state.ts';

/** A running server. `adopted` says that it ran already. `stop` resolves when it is gone; data is then safe on disk. */
export type EmbeddedPostgres = {
  url: string;
  port: number;
  pid: number;
  adopted: boolean;
  stop(): Promise<void>;
  /** Immediate shutdown without waiting for it; the next start recovers from the log. */
  abandon(): void;
  /** Resolves when the server ended, for whatever reason. */
  exited: Promise<void>;
};

/** `dir` holds everything of this server: data, port, log, and the password (0600). `signal` ends a start that is under way, not the server. */
export type EmbeddedPostgresOptions = { dir: string; database?: string; settings?: PostgresSettings; signal?: AbortSignal };

type RunningServer = { pid: number; port: number };

const userName = 'tarmac';
const startTimeoutMs = 60_000;
const stopGraceMs = 1_500;

/**
 * Starts PostgreSQL of the platform package on a free loopback port, making its data first when there is none; a
 * server that still runs on `dir` after its parent was killed is adopted. Throws a DatabaseError in one sentence.
 */
export async function startEmbeddedPostgres({ dir, database = 'tarmac', settings = {}, signal }: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  mkdirSync(dir, { recursive: true, mode: 0o711 });
  const clusterDir = path.join(dir, 'cluster');
  const running = await findRunning(dir);
  if (running) return toServer(dir, running, database, true);

  const user = choosePostgresUser(clusterDir);
  const binaries = await preparePostgresBinaries(user, dir);
  signal?.throwIfAborted();
  await initialiseCluster({ dir, clusterDir, binaries, user, userName, signal });
  rmSync(path.join(clusterDir, 'postmaster.pid'), { force: true });

  let port = await readPort(dir);
  for (let attempt = 0; attempt < 5; attempt += 1) {
    port = await findFreePort(port);
    await writeFile(path.join(dir, 'port'), `${port}\n`);
    const args = Object.entries({ ...localSettings, ...settings, port: String(port) }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const pid = await runServer({ dir, port, command: user.wrap(binaries.postgres, ['-D', clusterDir, ...args]), signal });
    signal?.throwIfAborted();
    if (pid) return toServer(dir, { pid, port }, database, false);
    port = null;
  }
  throw new DatabaseError('embedded-postgres-failed', `The embedded PostgreSQL does not start: ${await readLastLogLine(dir)} (its log is ${logFile(dir)}).`);
}

/** The URL of the server that runs on `dir`, or null; starts nothing. */
export async function findEmbeddedPostgres(dir: string, database = 'tarmac'): Promise<string | null> {
  const running = await findRunning(dir);
  return running ? toUrl(await readPassword(dir), running.port, database) : null;
}

async function runServer({ dir, port, command: [program, args, account], signal }: { dir: string; port: number; command: [string, string[], { uid?: number; gid?: number }]; signal?: AbortSignal | undefined }): Promise<number | null> {
  const password = await readPassword(dir);
  signal?.throwIfAborted();
  rotateLog(dir);
  const log = openSync(logFile(dir), 'a', 0o600);
  // A session of its own: Ctrl-C in the terminal must reach Tarmac first, and Postgres last, from Tarmac.
  const child = spawn(program, args, { ...account, cwd: '/', detached: true, stdio: ['ignore', log, log], env: serverEnvironment });
  closeSync(log);
  let ended = false;
  child.once('exit', () => (ended = true));
  child.once('error', () => (ended = true));
  child.unref();
  const quit = () => child.kill('SIGQUIT');
  signal?.addEventListener('abort', quit, { once: true });
  await waitUntil(async () => ended || (!signal?.aborted && (await answers(toUrl(password, port, 'postgres')))), startTimeoutMs);
  signal?.removeEventListener('abort', quit);
  return ended || child.pid === undefined ? null : child.pid;
}

async function toServer(dir: string, { pid, port }: RunningServer, database: string, adopted: boolean): Promise<EmbeddedPostgres> {
  const password = await readPassword(dir);
  await ensureDatabase(toUrl(password, port, 'postgres'), database);
  const gone = () => !isProcessRunning(pid);
  return {
    url: toUrl(password, port, database),
    port,
    pid,
    adopted,
    exited: (async () => {
      while (!(await waitUntil(gone, 60_000, 250)));
    })(),
    abandon: () => {
      if (!gone()) process.kill(pid, 'SIGQUIT');
    },
    stop: async () => {
      // Fast shutdown; then immediate shutdown, after which the next start recovers from the log.
      for (const [signal, graceMs] of [['SIGINT', stopGraceMs], ['SIGQUIT', 1_000], ['SIGKILL', 1_000]] as const) {
        if (gone()) return;
        try {
          process.kill(pid, signal);
        } catch {
          return;
        }
        if (await waitUntil(gone, graceMs)) return;
      }
    },
  };
}

/** The server of `dir` when it runs and lets us in; waits for one that is starting or stopping to make up its mind. */
async function findRunning(dir: string): Promise<RunningServer | null> {
  const clusterDir = path.join(dir, 'cluster');
  const pidFile = path.join(clusterDir, 'postmaster.pid');
  const password = await readFile(path.join(dir, 'password'), 'utf8').catch(() => '');
  if (!password) return null;
  let found: RunningServer | null = null;
  const settled = await waitUntil(async () => {
    const lines = (await readFile(pidFile, 'utf8').catch(() => '')).split('\n');
    const pid = Number(lines[0]);
    const port = Number(lines[3]);
    if (!pid || !isProcessRunning(pid) || !readProcessName(pid).startsWith('postgres')) return true;
    const servedDir = lines[1] ?? '';
    if (existsSync(servedDir) && !isSameFolder(servedDir, clusterDir)) {
      throw new DatabaseError('embedded-postgres-failed', `${clusterDir} is a copy that was made while PostgreSQL ran in ${servedDir}, so it may be torn: stop Tarmac there, and copy its data folder again.`);
    }
    if (!port || !(await answers(toUrl(password.trim(), port, 'postgres'), clusterDir))) return false;
    found = { pid, port };
    return true;
  }, 10_000, 100);
  if (!settled) {
    throw new DatabaseError('embedded-postgres-failed', `A PostgreSQL process holds ${clusterDir} and does not answer: end the process whose id is the first line of ${pidFile}, then start again.`);
  }
  return found;
}

async function answers(url: string, clusterDir?: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ dir: string }>(`SELECT current_setting('data_directory') AS dir`);
    return clusterDir === undefined || isSameFolder(rows[0]!.dir, clusterDir);
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

function isSameFolder(one: string, other: string): boolean {
  const [a, b] = [statSync(one), statSync(other)];
  return a.ino === b.ino && a.dev === b.dev;
}

async function ensureDatabase(url: string, database: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  try {
    await client.connect();
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [database]);
    if (!rowCount) await client.query(`CREATE DATABASE ${client.escapeIdentifier(database)}`);
  } catch (thrown) {
    throw new DatabaseError('embedded-postgres-failed', `The embedded PostgreSQL runs but the database ${database} cannot be made: ${describeError(thrown)}.`, { cause: thrown });
  } finally {
    await client.end().catch(() => undefined);
  }
}

function toUrl(password: string, port: number, database: string): string {
  return `postgresql://${userName}:${password}@127.0.0.1:${port}/${database}`;
}

async function readPassword(dir: string): Promise<string> {
  return (await readFile(path.join(dir, 'password'), 'utf8')).trim();
}

async function readPort(dir: string): Promise<number | null> {
  const port = Number(await readFile(path.join(dir, 'port'), 'utf8').catch(() => ''));
  return Number.isInteger(port) && port > 0 && port < 65_536 ? port : null;
}

function logFile(dir: string): string {
  return path.join(dir, 'server.log');
}

function rotateLog(dir: string): void {
  const maxBytes = 10 * 1024 * 1024;
  const size = statSync(logFile(dir), { throwIfNoEntry: false })?.size ?? 0;
  if (size > maxBytes) renameSync(logFile(dir), `${logFile(dir)}.1`);
  else if (size) chmodSync(logFile(dir), 0o600);
}

async function readLastLogLine(dir: string): Promise<string> {
  const lines = (await readFile(logFile(dir), 'utf8').catch(() => '')).trim().split('\n');
  const telling = lines.findLast((line) => /FATAL|PANIC|ERROR|could not/.test(line)) ?? lines.at(-1);
  return telling?.replace(/^.*?(FATAL|PANIC|ERROR):\s*/, '') || 'it ended without a word';
}
