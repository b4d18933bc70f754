import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { toChildEnvironment } from '#lib/platform/config/child-environment.ts';
import { waitUntil } from '#lib/platform/db/process-state.ts';
import { killGroup } from '#lib/platform/process/kill-group.ts';
import { appendLog } from './append-log.ts';
import { lifeline } from './lifeline.ts';
import { findPidFileHolder, takePidFile } from './pid-file.ts';
import type { PidFileHold, PidFileHolder } from './pid-file.ts';
import { StartError } from './start-error.ts';

const sourceFolders = ['app', 'components', 'lib', 'prisma/generated', 'public'];
const sourceFiles = ['next.config.ts', 'package-lock.json', 'package.json', 'tsconfig.json', 'postcss.config.mjs', 'proxy.ts', 'instrumentation.ts'];
const leftOut = /\.test\.tsx?$|(^|\/)README\.md$|^lib\/(launcher|demo|worker|web)\//;

/** Whether the web application in `.next` is the one that these sources give. */
export async function isBuilt(root: string): Promise<boolean> {
  return isBuiltFrom(root, await hashSources(root));
}

function isBuiltFrom(root: string, sources: string): boolean {
  const stamp = path.join(root, '.next', 'tarmac-build');
  return existsSync(stamp) && readFileSync(stamp, 'utf8').trim() === sources;
}

/**
 * Makes sure that the web application is built from these sources, and holds the build for this process, so that no
 * other replaces it under a web server that serves it. Processes that want to build at the same time wait for each
 * other; `during` is around a build alone. Throws a StartError with the first error of the build (all of it stands in
 * `logFile`), or when another process holds the build that would have to be replaced.
 */
export async function holdWebBuild(
  root: string, logFile: string, signal: AbortSignal, during: (build: () => Promise<void>) => Promise<void> = (build) => build(),
): Promise<PidFileHold> {
  for (;;) {
    const wanted = await hashSources(root);
    if (!isBuiltFrom(root, wanted)) await during(() => buildWeb(root, logFile, signal));
    const hold = takeUse(root);
    if (isBuiltFrom(root, wanted)) return hold;
    hold.release();
  }
}

async function buildWeb(root: string, logFile: string, signal: AbortSignal): Promise<void> {
  const hold = await holdBuild(root, signal);
  try {
    const wanted = await hashSources(root);
    if (isBuiltFrom(root, wanted)) return;
    const user = findUser(root);
    if (user) throw new StartError('build-in-use', `The sources have changed since the web application was built that another Tarmac of this checkout (process ${user.pid}) serves: stop that one, and start again.`);
    rmSync(path.join(root, '.next', 'tarmac-build'), { force: true });
    await runBuild(root, logFile, signal);
    writeFileSync(path.join(root, '.next', 'tarmac-build'), `${wanted}\n`);
  } finally {
    hold.release();
  }
}

/** A hash over the names and contents of everything that goes into the build. */
async function hashSources(root: string): Promise<string> {
  const found = sourceFolders.filter((folder) => existsSync(path.join(root, folder))).flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name))),
  );
  const files = [...found.filter((file) => !leftOut.test(file)), ...sourceFiles.filter((file) => existsSync(path.join(root, file)))].toSorted();
  const contents = await Promise.all(files.map((file) => readFile(path.join(root, file))));
  const hash = createHash('sha256');
  files.forEach((file, index) => hash.update(`${file}\0${contents[index]!.length}\0`).update(contents[index]!));
  return hash.digest('hex');
}

const useFile = /^\.tarmac-serves-\d+\.pid$/;

/** Says that this process serves the build; where packages may not be written, as by another user than who installed them, it cannot. */
function takeUse(root: string): PidFileHold {
  try {
    const taken = takePidFile(path.join(root, 'node_modules', `.tarmac-serves-${process.pid}.pid`));
    if (!('pid' in taken)) return taken;
  } catch (thrown) {
    if (!(thrown instanceof Error && 'code' in thrown && ['EACCES', 'EPERM', 'EROFS'].includes(String(thrown.code)))) throw thrown;
  }
  return { announceEnd: () => undefined, release: () => undefined };
}

/** Another living process that serves the build; what killed ones left is removed. */
function findUser(root: string): PidFileHolder | null {
  const modules = path.join(root, 'node_modules');
  for (const name of readdirSync(modules).filter((each) => useFile.test(each))) {
    const holder = findPidFileHolder(path.join(modules, name));
    if (holder && holder.pid !== process.pid) return holder;
    if (!holder) rmSync(path.join(modules, name), { force: true });
  }
  return null;
}

async function holdBuild(root: string, signal: AbortSignal): Promise<PidFileHold> {
  const file = path.join(root, 'node_modules', '.tarmac-build.pid');
  signal.throwIfAborted();
  let taken = takePidFile(file);
  await waitUntil(() => signal.aborted || !('pid' in (taken = takePidFile(file))), 300_000, 200);
  if (!('pid' in taken)) return taken;
  signal.throwIfAborted();
  throw new StartError('build-failed', `Another process (${taken.pid}) has been building Tarmac for five minutes: end it, and start again.`);
}

function runBuild(root: string, logFile: string, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const next = path.join(root, 'node_modules', 'next', 'dist', 'bin', 'next');
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--import', lifeline, next, 'build'], {
      cwd: root,
      env: toChildEnvironment({ NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1', TARMAC_STANDALONE: '', NO_COLOR: '1' }),
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true,
    });
    child.stdin.on('error', () => undefined);
    const abort = () => killGroup(child.pid, 'SIGKILL');
    signal.addEventListener('abort', abort, { once: true });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        output = (output + chunk.toString()).slice(-20_000);
      });
    }
    child.once('error', (error) => {
      output += error.message;
    });
    child.once('close', (code) => {
      signal.removeEventListener('abort', abort);
      appendLog(logFile, output);
      if (code === 0) return resolve();
      reject(new StartError('build-failed', `The web application cannot be built (${findReason(output)}); the whole output is in ${logFile}.`));
    });
  });
}

/** The line of a build's output that says why it failed; Next.js says "error" in many that do not. */
function findReason(output: string): string {
  const lines = output.split('\n').map((line) => line.trim()).filter(Boolean);
  const reason = lines.find((line) => /^(Type error|\w*Error):/.test(line)) ?? lines.find((line) => /error TS\d+|Module not found|ENOSPC|out of memory/i.test(line)) ?? lines.at(-1);
  return (reason ?? 'without a word').slice(0, 300);
}
