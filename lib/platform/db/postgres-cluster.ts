import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseError } from './database-error.ts';
import { serverEnvironment } from './postgres-settings.ts';
import type { PostgresBinaries } from './postgres-binaries.ts';
import { makePassword, toScramVerifier } from './postgres-password.ts';
import type { PostgresUser } from './postgres-user.ts';

/** What a new data folder is made with; `userName` becomes its superuser; `signal` ends the making. */
export type ClusterRequest = { dir: string; clusterDir: string; binaries: PostgresBinaries; user: PostgresUser; userName: string; signal?: AbortSignal | undefined };

/**
 * Makes the data folder `clusterDir` unless there is one. It is made under another name and renamed when it is whole,
 * so a crash leaves nothing that looks ready. The password goes to `<dir>/password` (0600) and to the server only as
 * a SCRAM verifier, over standard input.
 */
export async function initialiseCluster({ dir, clusterDir, binaries, user, userName, signal }: ClusterRequest): Promise<void> {
  if (existsSync(path.join(clusterDir, 'PG_VERSION'))) return user.own(clusterDir);
  for (const name of readdirSync(dir)) if (name.startsWith('cluster.new')) rmSync(path.join(dir, name), { recursive: true, force: true, maxRetries: 3 });

  const fresh = mkdtempSync(`${clusterDir}.new-`);
  user.own(fresh);
  await run(signal, user, binaries.initdb, ['-D', fresh, '-U', userName, '-E', 'UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C', '--auth=reject', '--no-sync', '--no-instructions']);

  const password = makePassword();
  writeFileSync(path.join(fresh, 'pg_hba.conf'), 'host all all 127.0.0.1/32 scram-sha-256\n', { mode: 0o600 });
  user.own(path.join(fresh, 'pg_hba.conf'));
  await run(signal, user, binaries.postgres, ['--single', '-D', fresh, 'postgres'], `ALTER ROLE "${userName}" PASSWORD '${toScramVerifier(password)}';\n`);
  writeFileSync(path.join(dir, 'password'), `${password}\n`, { mode: 0o600 });
  renameSync(fresh, clusterDir);
}

function run(signal: AbortSignal | undefined, user: PostgresUser, program: string, programArgs: string[], input = ''): Promise<void> {
  const [command, args, account] = user.wrap(program, programArgs);
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...account, cwd: '/', stdio: ['pipe', 'ignore', 'pipe'], env: serverEnvironment, signal });
    let complaint = '';
    child.stderr.on('data', (chunk: Buffer) => {
      complaint = (complaint + chunk.toString()).slice(-4_000);
    });
    const fail = (reason: string) =>
      reject(new DatabaseError('embedded-postgres-failed', `The embedded PostgreSQL's data folder cannot be made: ${reason}.`));
    child.once('error', (error) => fail(error.message));
    child.once('close', (code) => {
      if (code === 0) return resolve();
      const lines = complaint.trim().split('\n');
      fail((lines.findLast((line) => /FATAL|error:|could not/i.test(line)) ?? lines.at(-1) ?? `exit code ${code}`).trim());
    });
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}
