import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';

/** A temporary folder and the processes that work in it, all of which end with the process that made it. */
export interface Workspace {
  readonly folder: string;
  /** Makes sure that a child ends when we do, however that happens. */
  guard(child: ChildProcess): void;
  /** Ends every guarded child by force and removes the folder; resolves when all are gone. May be called more than once. */
  close(): Promise<void>;
}

/**
 * Makes a temporary folder and starts a watchdog for it. The watchdog holds one end of a pipe and acts when the other
 * end closes, so the same path serves a signal, an exit and a kill -9.
 */
export function openWorkspace(): Workspace {
  const folder = mkdtempSync(join(tmpdir(), 'tarmac-real-'));
  const script = fileURLToPath(new URL('watchdog.ts', import.meta.url));
  const watchdog = spawn(process.execPath, [script, folder], { detached: true, stdio: ['pipe', 'ignore', 'inherit'] });
  const pipe = watchdog.stdin;
  pipe.on('error', (error) => process.emitWarning(`The watchdog of ${folder} is gone: ${error.message}`));
  allowExit(watchdog, pipe);
  const children = new Set<ChildProcess>();
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    await Promise.all([...children].map(end));
    const ended = once(watchdog, 'exit');
    watchdog.ref();
    pipe.end();
    if (watchdog.exitCode === null) await ended;
  };
  return {
    folder,
    guard: (child) => {
      tell(pipe, `+${child.pid}`);
      children.add(child);
      child.once('exit', () => {
        children.delete(child);
        // Whoever gets this process id next must not be hurt.
        tell(pipe, `-${child.pid}`);
      });
    },
    close: () => (closing ??= close()),
  };
}

/** Ours to end and to reap: a child left to the watchdog stays a zombie where nobody adopts it. */
async function end(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.ref();
  child.kill('SIGKILL');
  await ended;
}

function tell(pipe: Writable, line: string): void {
  if (pipe.writable) pipe.write(`${line}\n`);
}

/** A test runner that forgets to close the workspace must still be able to end. */
function allowExit(watchdog: ChildProcess, pipe: Writable): void {
  watchdog.unref();
  if ('unref' in pipe && typeof pipe.unref === 'function') pipe.unref();
}
