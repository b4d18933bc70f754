import { describeError } from '#lib/kernel/app-error.ts';
import { minuteMs, secondMs } from '#lib/kernel/duration.ts';
import type { Database } from '#lib/platform/db/database.ts';
import { openKeyedQueue } from '#lib/platform/queue/queue.ts';
import type { ActuatorOf } from '../ports.ts';
import { listCampaignsToTick } from './due.ts';
import type { CampaignKindDefinition } from './kind.ts';
import { createPatience } from './patience.ts';
import { tickCampaign } from './tick.ts';
import type { TickContext } from './tick-context.ts';
import { createWaker } from './waker.ts';

/** What a runner needs. `hints` wakes it early; without them it only ticks by the clock. */
export type CampaignRunnerOptions = {
  db: Database;
  actuatorOf: ActuatorOf;
  kinds: readonly CampaignKindDefinition[];
  log: TickContext['log'];
  hints?: AsyncIterable<unknown>;
  signal?: AbortSignal;
  /** How long after the start, and after the database was away, a cluster that cannot be seen yet is waited for. */
  patienceMs?: number;
  tickMs?: number;
  sweepMs?: number;
  callTimeoutMs?: number;
};

const turnMs = minuteMs;
const campaignsAtOnce = 10;
const stopGraceMs = 4 * secondMs;

/**
 * Moves every campaign that can move, as long as it runs: one job a campaign, ticked about once a second.
 * Any number of runners may run; each campaign is ticked by one of them, and by another within some 15 s
 * after that one was killed. Resolves once the queue is open.
 */
export async function startCampaignRunner(options: CampaignRunnerOptions): Promise<{ stop(): Promise<void> }> {
  const { db, log, tickMs = secondMs, sweepMs = 2 * secondMs } = options;
  const ending = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, ending.signal]) : ending.signal;
  const waker = createWaker();
  const patience = createPatience(options.patienceMs ?? minuteMs, Date.now());
  const context: Omit<TickContext, 'plans' | 'patienceUntil'> = {
    db, log, signal, actuatorOf: options.actuatorOf,
    kinds: new Map(options.kinds.map((kind) => [kind.kind, kind])),
    now: () => new Date(),
    random: Math.random,
    callTimeoutMs: options.callTimeoutMs ?? 15 * secondMs,
  };
  const queue = await openKeyedQueue(db.pool, 'campaigns', log);

  const runTurn = async (campaignId: string, jobSignal: AbortSignal) => {
    // A turn ends so that more campaigns than places take turns; the next sweep offers it again.
    const untilMs = Date.now() + turnMs;
    patience.lookedAt(Date.now());
    // Plans are large, and the next turn may be another worker's: none is kept for longer than a turn.
    const turn: TickContext = { ...context, signal: AbortSignal.any([jobSignal, signal]), patienceUntil: patience.until(), plans: new Map() };
    while (!turn.signal.aborted && Date.now() < untilMs) {
      if ((await tickCampaign(campaignId, turn)) !== 'active') return;
      await waker.sleep(tickMs / 4, tickMs, turn.signal);
    }
  };
  await queue.work(campaignsAtOnce, async ({ campaignId }, jobSignal) => {
    if (!campaignId) return;
    try {
      await runTurn(campaignId, jobSignal);
    } catch (error) {
      log.warn({ campaignId, error: describeError(error) }, 'a campaign could not be ticked; tried again soon');
      throw error;
    }
  });

  const sweep = async () => {
    while (!signal.aborted) {
      try {
        const ids = await listCampaignsToTick(db.pool);
        patience.lookedAt(Date.now());
        for (const id of ids) await queue.offer(id, { campaignId: id });
      } catch (error) {
        log.warn({ error: describeError(error) }, 'campaigns could not be looked for; tried again soon');
      }
      await waker.sleep(sweepMs / 4, sweepMs, signal);
    }
  };
  const sweeping = sweep();
  // Without hints the clock still ticks, so an end of them is no trouble.
  wakeOn(options.hints, waker.wake).catch((error: unknown) => log.warn({ error: describeError(error) }, 'campaigns are no longer woken by hints'));

  const stop = async () => {
    ending.abort();
    await Promise.all([sweeping, queue.stop(stopGraceMs)]);
  };
  return { stop };
}

async function wakeOn(hints: AsyncIterable<unknown> | undefined, wake: () => void): Promise<void> {
  if (!hints) return;
  for await (const _hint of hints) wake();
}
