import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { describeError } from '#lib/kernel/app-error.ts';
import { waitUntil } from '#lib/platform/db/process-state.ts';
import { findPidFileHolder, takePidFile } from './pid-file.ts';
import type { PidFileHold, PidFileHolder } from './pid-file.ts';
import { StartError } from './start-error.ts';

const endingMs = 6_000;

/**
 * Makes the data folder and holds it for this process, so that no second Tarmac runs on it. A folder that a killed
 * process held is taken over, one whose holder is ending is waited for. Throws a StartError when it is held or cannot be
 * written.
 */
export async function holdDataFolder(dataDir: string): Promise<PidFileHold> {
  makeDataFolder(dataDir);
  const file = toPidFile(dataDir);
  let taken: PidFileHold | PidFileHolder;
  try {
    taken = takePidFile(file);
    const isAnswered = () => {
      taken = takePidFile(file);
      return !('ending' in taken && taken.ending);
    };
    await waitUntil(isAnswered, endingMs, 50);
  } catch (thrown) {
    throw unusable(dataDir, thrown);
  }
  if ('pid' in taken) {
    throw new StartError('already-running', `Tarmac already runs with the data folder ${dataDir} (process ${taken.pid}): stop it first, or give this one another folder with TARMAC_DATA.`);
  }
  return taken;
}

/** Makes the data folder where it is missing. Throws a StartError when it cannot be made or written. */
export function makeDataFolder(dataDir: string): void {
  try {
    makeFolder(dataDir);
    accessSync(dataDir, constants.W_OK | constants.X_OK);
  } catch (thrown) {
    throw unusable(dataDir, thrown);
  }
}

/** Whether a Tarmac runs with the data folder. */
export function isDataFolderHeld(dataDir: string): boolean {
  return findPidFileHolder(toPidFile(dataDir)) !== null;
}

const toPidFile = (dataDir: string) => path.join(dataDir, 'launcher.pid');

function unusable(dataDir: string, cause: unknown): StartError {
  const isFile = existsSync(dataDir) && !statSync(dataDir).isDirectory();
  return new StartError('data-folder-unusable', `The data folder ${dataDir} cannot be used (${isFile ? 'it is a file' : describeError(cause)}): make it writable, or name another one with TARMAC_DATA.`, { cause });
}

/** Step by step: Node's own recursive mkdir never returns where the file system answers ENOENT, as /proc does. */
function makeFolder(dir: string): void {
  if (existsSync(dir)) return;
  makeFolder(path.dirname(dir));
  try {
    // Others may pass through it (PostgreSQL runs as another user under root) but not look around in it.
    mkdirSync(dir, { mode: 0o711 });
  } catch (thrown) {
    // Another start made it meanwhile.
    if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIST')) throw thrown;
  }
}
