import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { launch } from './launch.ts';
import type { Cleanup, Launched } from './launch.ts';
import { toSentence } from './start-error.ts';
import { openTerminal } from './terminal.ts';

const mostMs = 4_500;
const settleMs = 2_000;
const sameSignalMs = 1_000;

/**
 * Runs Tarmac in this process until a signal or the loss of the parent ends it, and exits: with 0 when it had come up,
 * with 128 and the signal's number when it was still starting, with 1 and one sentence when it cannot start. A second
 * signal kills at once.
 */
export async function runLauncher({ development }: { development: boolean }, onLaunched: (launched: Launched) => Cleanup['parts'] = () => []): Promise<void> {
  const terminal = openTerminal(process.stdout);
  const cleanup: Cleanup = { announce: [], parts: [], foundations: [], abandon: [] };
  const aborting = new AbortController();
  let launching: Promise<unknown> = Promise.resolve();
  let ending = false;
  let isUp = false;
  let askedAt = 0;
  // The parts end by themselves when their launcher is gone; PostgreSQL would stay.
  const quit = (code: number): never => {
    for (const abandon of cleanup.abandon) abandon();
    process.exit(code);
  };
  const end = async (code: number): Promise<void> => {
    ending = true;
    setTimeout(() => quit(code), mostMs).unref();
    for (const announce of cleanup.announce) announce();
    // What is being started right now still puts itself on the list.
    await Promise.race([launching, wait(settleMs)]);
    await Promise.allSettled(cleanup.parts.map((stop) => stop()));
    for (const stop of cleanup.foundations.toReversed()) await Promise.resolve(stop()).catch(() => undefined);
    process.exit(code);
  };
  const onStopWanted = (_signal?: NodeJS.Signals, signalNumber = 0) => {
    // One Ctrl-C arrives several times: from the terminal, and passed on by npm.
    if (ending && performance.now() - askedAt < sameSignalMs) return;
    if (ending) quit(1);
    askedAt = performance.now();
    terminal.end('Stopping Tarmac …');
    aborting.abort();
    void end(isUp || !signalNumber ? 0 : 128 + signalNumber);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onStopWanted);
  process.on('disconnect', () => onStopWanted());
  // The terminal may be gone; then nobody reads, and that must not keep the parts from being stopped.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

  const root = path.resolve(import.meta.dirname, '../..');
  const launched = launch({ root, development, terminal, signal: aborting.signal }, cleanup);
  launching = launched.catch(() => undefined);
  try {
    const up = await launched;
    isUp = true;
    cleanup.parts.push(...onLaunched(up));
  } catch (thrown) {
    if (ending) return;
    process.stderr.write(`${toSentence(thrown)}\n`);
    await end(1);
  }
}
