// Plain JavaScript without dependencies: it runs on the Node that the machine has, before anything is installed.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const oldestNode = 20;
const oldestNodeThatRunsTypeScript = 24;
const stopMs = 3_000;
const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Installs the packages of package-lock.json into node_modules when they are not those that are there. Throws an Error
 * of one sentence when that fails, or when another process serves Tarmac from those; when a signal ended it, its
 * `exitCode` says so.
 */
export async function ensureInstalled(root) {
  if (major(process.version) < oldestNode) {
    throw new Error(`Tarmac needs Node ${oldestNode} or newer to start, and this is ${process.version}: install a newer Node from https://nodejs.org.`);
  }
  const lock = readFileSync(path.join(root, 'package-lock.json'));
  const stampFile = path.join(root, 'node_modules', '.tarmac-install');
  const stamp = `${createHash('sha256').update(lock).digest('hex')} ${process.platform}-${process.arch}\n`;
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return;
  if (!isInstalled(root, JSON.parse(lock.toString('utf8')))) {
    const user = findUser(root);
    if (user) throw new Error(`Other packages are to be installed than those that another Tarmac of this checkout (process ${user}) runs on: stop that one, and start again.`);
    // An installation that is ended half-way must not pass for the one that it was to replace.
    for (const record of [stampFile, path.join(root, 'node_modules', '.package-lock.json')]) rmSync(record, { force: true });
    await install(root);
  }
  writeFileSync(stampFile, stamp);
}

/** The Node to run Tarmac with: the one that the packages bring, else this one when it is new enough. */
export async function findNode(root) {
  const own = path.join(root, 'node_modules', '.bin', 'node');
  if (spawnSync(own, ['--version'], { stdio: 'ignore' }).status === 0) return own;
  if (major(process.version) >= oldestNodeThatRunsTypeScript) return process.execPath;
  throw new Error(
    `Tarmac brings its own Node, but it does not run on this ${process.platform}-${process.arch}: install Node ${oldestNodeThatRunsTypeScript} or newer, or run npm ci with optional packages.`,
  );
}

/** Whether npm's record of what it installed holds every package of the lock file; optional ones may be left out. */
function isInstalled(root, lock) {
  const recordFile = path.join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(recordFile)) return false;
  const record = JSON.parse(readFileSync(recordFile, 'utf8')).packages ?? {};
  return Object.entries(lock.packages).every(([name, wanted]) => {
    if (name === '' || wanted.link) return true;
    const found = record[name];
    return found ? found.version === wanted.version && found.integrity === wanted.integrity : wanted.optional === true || wanted.devOptional === true || wanted.peer === true;
  });
}

/** The living process that serves Tarmac from these packages, by the files of lib/launcher/web-build.ts; undefined when none does. */
function findUser(root) {
  const modules = path.join(root, 'node_modules');
  const names = existsSync(modules) ? readdirSync(modules).filter((name) => /^\.tarmac-serves-\d+\.pid$/.test(name)) : [];
  return names.map((name) => readFileSync(path.join(modules, name), 'utf8').trim().split(' ')).find(([pid, startTime]) => isRunning(Number(pid), startTime))?.[0];
}

/** As in lib/launcher/pid-file.ts: a pid that is used again has another start time, where the system tells one (proc(5), fields 3 and 22). */
function isRunning(pid, startTime = '') {
  try {
    process.kill(pid, 0);
  } catch (thrown) {
    if (thrown.code !== 'EPERM') return false;
  }
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1).split(' ');
    return fields[0] !== 'Z' && fields[19] === startTime;
  } catch {
    return startTime === '';
  }
}

function install(root) {
  const npm = process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : ['npm'];
  const args = [...npm.slice(1), 'ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'];
  const startedAt = Date.now();
  const seconds = () => {
    const whole = Math.round((Date.now() - startedAt) / 1000);
    return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
  };
  // Standard output belongs to the command that is to run: npx tarmac token create prints a token there and nothing else.
  const out = process.stderr;
  const show = (text, end = '\n') => out.write(out.isTTY ? `\r\u001b[K${text}${end}` : `${text}\n`);
  show('Installing packages (about a minute the first time) …', '');
  const ticker = setInterval(() => show(`Installing packages … ${seconds()}`, ''), out.isTTY ? 1000 : 10_000);
  return new Promise((resolve, reject) => {
    // Should this process be killed, npm must not go on writing where the next start installs.
    const lifeline = `--import=${pathToFileURL(path.join(root, 'lib/launcher/end-with-parent.mjs')).href}?parent=${process.pid}`;
    const env = { ...process.env, NODE_ENV: '', NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} ${lifeline}`.trim() };
    const child = spawn(npm[0], args, { cwd: root, stdio: ['pipe', 'ignore', 'pipe'], env });
    child.stdin.on('error', () => undefined);
    let words = '';
    let stoppedBy = null;
    child.stderr.on('data', (chunk) => (words = (words + chunk).slice(-8000)));
    const stop = (signal) => {
      if (!stoppedBy) setTimeout(() => child.kill('SIGKILL'), stopMs).unref();
      stoppedBy ??= signal;
      child.kill(signal);
    };
    for (const signal of stopSignals) process.on(signal, stop);
    const settle = (error) => {
      clearInterval(ticker);
      for (const signal of stopSignals) process.off(signal, stop);
      // The clock's line stays unfinished in a terminal; what comes next takes its place.
      if (error && out.isTTY) show('', '');
      if (error) reject(error);
      else resolve(show(`Installed packages in ${seconds()}`));
    };
    child.on('error', (error) => settle(new Error(`npm cannot be run (${error.message}): install npm, then start again.`)));
    child.on('close', (code, signal) => {
      if (code === 0 && !stoppedBy) return settle();
      const stopSignal = stoppedBy ?? signal;
      if (stopSignal) return settle(Object.assign(new Error('The installation of packages was stopped; start again to go on.'), { exitCode: 128 + constants.signals[stopSignal] }));
      const reason = words.split('\n').map((line) => line.replace(/^npm (error|ERR!)\s*/i, '').trim()).find((line) => line && !/^(A complete log|code )/.test(line));
      settle(new Error(`The packages cannot be installed: ${reason ?? `npm ci ended with code ${code}`}. Run npm ci to see all of it.`));
    });
  });
}

function major(version) {
  return Number(version.slice(1).split('.')[0]);
}
