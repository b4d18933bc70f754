import { accessSync, constants, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describeError } from '#lib/kernel/app-error.ts';
import { isProcessRunning, waitUntil } from '#lib/platform/db/process-state.ts';
import { StartError } from './start-error.ts';

/** The hold of a process on a data folder. `announceEnd` tells a next start that it need only wait. */
export type DataFolderHold = { announceEnd(): void; release(): void };

const endingMs = 6_000;

/**
 * Makes the data folder and holds it for this process, so that no second Tarmac runs on it. A folder that a killed
 * process held is taken over, one whose holder is ending is waited for. Throws a StartError when it is held or cannot be
 * written.
 */
export async function holdDataFolder(dataDir: string): Promise<DataFolderHold> {
  const file = path.join(dataDir, 'launcher.pid');
  const readHolder = () => (existsSync(file) ? readFileSync(file, 'utf8') : '').trim().split(' ');
  const isHeld = () => {
    const [pid, startTime] = readHolder();
    return Boolean(pid) && Number(pid) !== process.pid && isProcessRunning(Number(pid)) && readStartTime(Number(pid)) === startTime;
  };
  try {
    makeFolder(dataDir);
    accessSync(dataDir, constants.W_OK | constants.X_OK);
    const mine = `${process.pid} ${readStartTime(process.pid)}`;
    if (readHolder()[2] === 'ending') await waitUntil(() => !isHeld(), endingMs, 50);
    if (isHeld()) {
      throw new StartError('already-running', `Tarmac already runs with the data folder ${dataDir} (process ${readHolder()[0]}): stop it first, or give this one another folder with TARMAC_DATA.`);
    }
    writeFileSync(file, `${mine}\n`);
    const isMine = () => readHolder().slice(0, 2).join(' ') === mine.trim();
    return {
      announceEnd: () => {
        if (isMine()) writeFileSync(file, `${mine} ending\n`);
      },
      release: () => {
        if (isMine()) rmSync(file, { force: true });
      },
    };
  } catch (thrown) {
    if (thrown instanceof StartError) throw thrown;
    const isFile = existsSync(dataDir) && !statSync(dataDir).isDirectory();
    throw new StartError('data-folder-unusable', `The data folder ${dataDir} cannot be used (${isFile ? 'it is a file' : describeError(thrown)}): make it writable, or name another one with TARMAC_DATA.`, { cause: thrown });
  }
}

/** Clock ticks since boot at which the process started (proc(5), field 22): a pid that is used again has another one. */
function readStartTime(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

/** Step by step: Node's own recursive mkdir never returns where the file system answers ENOENT, as /proc does. */
function makeFolder(dir: string): void {
  if (existsSync(dir)) return;
  makeFolder(path.dirname(dir));
  // Others may pass through it (PostgreSQL runs as another user under root) but not look around in it.
  mkdirSync(dir, { mode: 0o711 });
}
