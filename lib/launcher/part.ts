import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { backoffMs } from '#lib/kernel/backoff.ts';
import { formatDuration } from '#lib/kernel/duration.ts';
import { killGroup } from '#lib/platform/process/kill-group.ts';
import { appendLog } from './append-log.ts';
import { lifeline } from './lifeline.ts';
import { StartError } from './start-error.ts';

/**
 * One process of Tarmac. `args` are for Node; `readyLine` is what it prints when it is ready (its first group, if any,
 * is what `ready` resolves to); without one it counts as ready when it runs.
 */
export type PartSpec = {
  name: string;
  args: string[];
  cwd: string;
  env: NodeJS.ProcessEnv;
  logFile: string;
  readyLine?: RegExp;
  /** How long it may take to end after SIGTERM before it is killed. */
  graceMs: number;
};

/** A part that is kept running until `stop`. `ready` rejects with a StartError when it cannot be brought up at all. */
export type Part = { ready: Promise<string>; restart(): void; stop(): Promise<void> };

const restartBackoff = { firstMs: 1_000, maxMs: 30_000 };
const triesBeforeReady = 3;
const steadyAfterMs = 60_000;
const keptLines = 40;

/**
 * Starts a part in a process group of its own, so that only the launcher's signals reach it, and starts it again with
 * backoff whenever it ends. `say` hears of every such end, `echo` of every line that it prints.
 */
export function startPart(spec: PartSpec, say: (text: string) => void, echo: (line: string) => void = () => undefined): Part {
  const stopping = new AbortController();
  const { promise: ready, resolve: becomeReady, reject: giveUp } = Promise.withResolvers<string>();
  ready.catch(() => undefined);
  let child: ChildProcess | null = null;
  let wasReady = false;
  let restartWanted = false;

  const runOnce = async (): Promise<string> => {
    const started = spawn(process.execPath, ['--import', lifeline, ...spec.args], { cwd: spec.cwd, env: spec.env, detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
    child = started;
    started.stdin.on('error', () => undefined);
    const lastLines: string[] = [];
    const read = (line: string) => {
      lastLines.push(line);
      if (lastLines.length > keptLines) lastLines.shift();
      appendLog(spec.logFile, line);
      echo(line);
      const match = spec.readyLine?.exec(line);
      if (match) settle(match[1] ?? '');
    };
    const settle = (value: string) => {
      wasReady = true;
      becomeReady(value);
    };
    for (const stream of [started.stdout, started.stderr]) createInterface({ input: stream }).on('line', read);
    if (!spec.readyLine) started.once('spawn', () => settle(''));
    const { promise: ended, resolve: end } = Promise.withResolvers<string>();
    started.once('error', (error) => end(error.message));
    started.once('close', (code, signal) => end(signal ? `signal ${signal}` : [`exit code ${code}`, ...findLastWords(lastLines)].join(': ')));
    const how = await ended;
    killGroup(started.pid, 'SIGKILL');
    child = null;
    return how;
  };

  const keepRunning = async () => {
    for (let failures = 0; !stopping.signal.aborted; ) {
      const startedAt = performance.now();
      const how = await runOnce();
      if (stopping.signal.aborted) return;
      if (restartWanted) {
        restartWanted = false;
        continue;
      }
      failures = performance.now() - startedAt > steadyAfterMs ? 1 : failures + 1;
      if (!wasReady && failures >= triesBeforeReady) {
        return giveUp(new StartError('part-failed', `The ${spec.name} does not start (${how}); its log is ${spec.logFile}.`));
      }
      const pauseMs = backoffMs(failures - 1, restartBackoff, Math.random());
      say(`The ${spec.name} ended (${how}); it is started again in ${formatDuration(Math.max(1_000, pauseMs))}. Its log is ${spec.logFile}.`);
      await wait(pauseMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };
  const running = keepRunning();

  return {
    ready,
    restart: () => {
      if (!child) return;
      restartWanted = true;
      killGroup(child.pid, 'SIGTERM');
    },
    stop: async () => {
      stopping.abort();
      killGroup(child?.pid, 'SIGTERM');
      const killer = setTimeout(() => killGroup(child?.pid, 'SIGKILL'), spec.graceMs);
      await running;
      clearTimeout(killer);
    },
  };
}

/** The line that best says why a process ended: the last that names an error, else the last that is no part of a stack. */
function findLastWords(lines: readonly string[]): string[] {
  const spoken = lines.filter((line) => line.trim() && !/^\s+at |^Node\.js v|^\s*[\^{}]/.test(line));
  const words = spoken.findLast((line) => /error\b/i.test(line)) ?? spoken.at(-1);
  return words === undefined ? [] : [readMessage(words)];
}

/** What a log line says: the message of a JSON line, else the line; at most 300 characters. */
function readMessage(line: string): string {
  try {
    const fields: unknown = JSON.parse(line);
    if (fields && typeof fields === 'object' && 'message' in fields) return String(fields.message).slice(0, 300);
  } catch {
    // A line for people.
  }
  return line.trim().slice(0, 300);
}
