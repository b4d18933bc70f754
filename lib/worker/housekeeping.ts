import type pg from 'pg';
import { setTimeout as wait } from 'node:timers/promises';
import { recordFleetDay } from '#lib/inventory/clusters/record-day.ts';
import { transitionRetentionDays } from '#lib/inventory/transitions/model.ts';
import { minuteMs } from '#lib/kernel/duration.ts';
import type { Logger } from '#lib/platform/log/logger.ts';
import { pruneTransitions } from '#lib/sync/prune-transitions.ts';

const everyMs = 15 * minuteMs;
const firstAfterMs = minuteMs;

/** What is due now and then whether or not anything happens: today's figures for the trends, and the end of the timeline. */
export function startHousekeeping(pool: pg.Pool, log: Logger): { stop(): Promise<void> } {
  const ending = new AbortController();
  const { signal } = ending;
  const pause = (ms: number) => wait(ms, undefined, { signal, ref: false }).catch(() => undefined);
  const attempt = async (what: string, work: () => Promise<unknown>) => {
    await work().catch((error: unknown) => log.warn({ error }, `${what} failed; it is tried again`));
  };
  const run = async () => {
    // The first listings should be in before a day is judged by them.
    await pause(firstAfterMs);
    while (!signal.aborted) {
      await attempt("recording today's figures", () => recordFleetDay(pool, new Date()));
      await attempt('pruning the timeline', () => pruneTransitions(pool, transitionRetentionDays));
      await pause(everyMs);
    }
  };
  const running = run();
  return {
    stop: () => {
      ending.abort();
      return running;
    },
  };
}
