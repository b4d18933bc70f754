import { linkSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isProcessRunning } from '#lib/platform/db/process-state.ts';

/** The living process that a pid file names; `ending` when it has said that it stops. */
export type PidFileHolder = { pid: number; ending: boolean };

/** The hold of this process on a pid file; `announceEnd` tells others that they need only wait. */
export type PidFileHold = { announceEnd(): void; release(): void };

type Named = { pid: number; startTime: string; ending: boolean };

/**
 * Makes `file` name this process and answers the hold, or answers the other living process that it names. Of any number
 * of processes that call at once exactly one gets the hold, also when all of them find the file of one that was killed:
 * who follows a dead process is decided by who makes the file `<file>.after-<that process>`. Throws what the file
 * system throws.
 */
export function takePidFile(file: string): PidFileHold | PidFileHolder {
  const mine = `${process.pid} ${readStartTime(process.pid)}`.trim();
  const draft = `${file}.by-${process.pid}`;
  const isMine = (named: Named | null) => named?.pid === process.pid;
  for (;;) {
    const { last, holder } = findLast(file);
    if (holder && !isMine(holder)) return { pid: holder.pid, ending: holder.ending };
    if (!holder && !makeWhole(last, draft, mine)) continue;
    // What was read before may have been cleared away since: it counts only when it is reached from `file` now.
    const found = findLast(file);
    if (found.last !== last || !isMine(found.holder)) {
      rmSync(last, { force: true });
      continue;
    }
    if (last !== file) renameSync(last, file);
    const successors = `${path.basename(file)}.after-`;
    for (const name of readdirSync(path.dirname(file))) if (name.startsWith(successors)) rmSync(path.join(path.dirname(file), name), { force: true });
    return {
      announceEnd: () => {
        if (!isMine(readNamed(file))) return;
        writeFileSync(draft, `${mine} ending\n`);
        renameSync(draft, file);
      },
      release: () => {
        if (isMine(readNamed(file))) rmSync(file, { force: true });
      },
    };
  }
}

/** The living process that holds `file`; null when none does. */
export function findPidFileHolder(file: string): PidFileHolder | null {
  return findLast(file).holder;
}

/** The file that counts: `file` itself, or the last of those who followed dead processes; who holds it, null when nobody. */
function findLast(file: string): { last: string; holder: Named | null } {
  for (let last = file; ; ) {
    const named = readNamed(last);
    if (!named) return { last, holder: null };
    if (isAlive(named)) return { last, holder: named };
    last = `${file}.after-${named.pid}-${named.startTime}`;
  }
}

/** Makes the file with its content in one step; false when there is one already. */
function makeWhole(file: string, draft: string, content: string): boolean {
  writeFileSync(draft, `${content}\n`);
  try {
    linkSync(draft, file);
    return true;
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIST') return false;
    throw thrown;
  } finally {
    rmSync(draft, { force: true });
  }
}

function readNamed(file: string): Named | null {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return null;
    throw thrown;
  }
  const [, pid = '0', startTime = '', ending] = /^(\d{1,15})(?: (\d+))?(?: (ending))?\s*$/.exec(text) ?? [];
  return { pid: Number(pid), startTime, ending: ending !== undefined };
}

function isAlive({ pid, startTime }: Named): boolean {
  return pid > 0 && isProcessRunning(pid) && readStartTime(pid) === startTime;
}

/** Clock ticks since boot at which the process started (proc(5), field 22): a pid that is used again has another one. */
function readStartTime(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[19] ?? '';
  } catch {
    return '';
  }
}
