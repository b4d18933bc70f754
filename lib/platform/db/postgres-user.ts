import { spawnSync } from 'node:child_process';
import { chownSync, existsSync, lstatSync, readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { DatabaseError } from './database-error.ts';

/**
 * The operating-system user that PostgreSQL runs as. `wrap` turns a command into one that runs as that user;
 * `own` gives a file or a folder with all that is in it to that user.
 */
export type PostgresUser = {
  wrap(command: string, args: string[]): [command: string, args: string[], options: { uid?: number; gid?: number }];
  own(target: string): void;
};

/**
 * Decides whom PostgreSQL runs as, because it refuses to run as root. An ordinary user runs it as himself. Root runs
 * it as the owner of an existing data folder, else as `nobody` where `nobody` can reach `dir`, else inside a user
 * namespace. Throws a DatabaseError when none of these works here.
 */
export function choosePostgresUser(dir: string): PostgresUser {
  if (process.getuid?.() !== 0) return { wrap: (command, args) => [command, args, {}], own: () => undefined };

  const owner = existsSync(path.join(dir, 'PG_VERSION')) ? statSync(dir) : null;
  if (owner?.uid !== 0) {
    const account = owner ? { uid: owner.uid, gid: owner.gid } : findNobody();
    if (account && canRunAs(account, path.dirname(dir))) return toAccount(account);
  }
  if (namespaceWorks()) {
    return {
      wrap: (command, args) => ['unshare', [...namespaceArgs, command, ...args], {}],
      own: (target) => changeOwner(target, 0, 0),
    };
  }
  const nobody = findNobody();
  if (nobody && canRunAs(nobody, path.dirname(dir))) return toAccount(nobody);
  throw new DatabaseError(
    'embedded-postgres-failed',
    `PostgreSQL does not run as root, and the unprivileged user that it would run as cannot reach ${dir}: set TARMAC_DATA to a folder outside root's home, such as /var/lib/tarmac, or set DATABASE_URL.`,
  );
}

const namespaceArgs = ['-U', '--map-user=65534', '--map-group=65534'];

function namespaceWorks(): boolean {
  return spawnSync('unshare', [...namespaceArgs, 'true'], { stdio: 'ignore', timeout: 5_000 }).status === 0;
}

function toAccount({ uid, gid }: { uid: number; gid: number }): PostgresUser {
  return {
    wrap: (command, args) => [command, args, { uid, gid }],
    own: (target) => changeOwner(target, uid, gid),
  };
}

function findNobody(): { uid: number; gid: number } | null {
  const passwd = existsSync('/etc/passwd') ? readFileSync('/etc/passwd', 'utf8') : '';
  const fields = passwd.split('\n').find((line) => line.startsWith('nobody:'))?.split(':');
  if (!fields) return null;
  // macOS writes -2 for what the kernel calls 4294967294.
  return { uid: Number(fields[2]) >>> 0, gid: Number(fields[3]) >>> 0 };
}

/** Whether that account may enter `dir`; asked of the kernel, since modes, lists and mounts all have a say. */
function canRunAs({ uid, gid }: { uid: number; gid: number }, dir: string): boolean {
  const reachable = spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', dir], { uid, gid, cwd: '/', stdio: 'ignore', timeout: 5_000 });
  return reachable.status === 0;
}

function changeOwner(target: string, uid: number, gid: number): void {
  const found = lstatSync(target);
  if (found.isSymbolicLink()) return;
  if (found.uid !== uid || found.gid !== gid) chownSync(target, uid, gid);
  if (found.isDirectory()) for (const name of readdirSync(target)) changeOwner(path.join(target, name), uid, gid);
}
