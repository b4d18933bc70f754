import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AppError } from '#lib/kernel/app-error.ts';
import { endedByAbort, maySkip, readmitted, skippedBy } from '../command-rules.ts';
import { currentIntent } from './intent.ts';
import type { StoredTarget } from './intent.ts';
import type { CampaignState, CampaignStrategy } from '../model.ts';
import { advance } from './advance.ts';
import { isMoving } from './advance-model.ts';
import type { Call, Look } from './advance-model.ts';
import { takeAnswer } from './answer.ts';
import { beginCall } from './begin-call.ts';
import { endingOf } from './ending.ts';
import { noon, plannedTarget, storedTarget, unseenLately } from './test-targets.ts';

/** What comes of a call, or what comes between its decision and itself. */
type Answer = 'ok' | 'later' | 'never' | 'crash before' | 'crash after' | 'killed' | 'paused' | 'aborted' | 'paused meanwhile' | 'aborted meanwhile';
/** What is so at one tick; clusters by their ordinals. */
type World = { unseen: number[]; held: number[]; done: number[]; answer: Answer };
type Act = { type: 'tick'; world: World; seconds: number } | { type: 'pause' | 'resume' | 'abort' } | { type: 'skip'; nth: number };

const everyCluster = [0, 1, 2, 3, 4];
const world: fc.Arbitrary<World> = fc.record({
  unseen: fewClusters(), held: fewClusters(), done: fc.subarray(everyCluster),
  answer: fc.oneof({ weight: 20, arbitrary: fc.constant<Answer>('ok') }, { weight: 9, arbitrary: fc.constantFrom<Answer>('later', 'never', 'crash before', 'crash after', 'killed', 'paused', 'paused meanwhile') }, { weight: 1, arbitrary: fc.constantFrom<Answer>('aborted', 'aborted meanwhile') }),
});
const acts: fc.Arbitrary<Act> = fc.oneof(
  { weight: 40, arbitrary: fc.record({ type: fc.constant('tick' as const), world, seconds: fc.integer({ min: 0, max: 40 }) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('pause' as const) }) },
  { weight: 6, arbitrary: fc.record({ type: fc.constant('resume' as const) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constantFrom('abort' as const, 'pause' as const, 'resume' as const, 'resume' as const) }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('skip' as const), nth: fc.nat(4) }) },
);

function fewClusters(): fc.Arbitrary<number[]> {
  return fc.oneof({ weight: 8, arbitrary: fc.constant<number[]>([]) }, { weight: 1, arbitrary: fc.subarray(everyCluster, { maxLength: 1 }) }, { weight: 1, arbitrary: fc.subarray(everyCluster) });
}

const hasEnded = (state: CampaignState): boolean => state === 'succeeded' || state === 'aborted';
const isFinal = ({ state }: StoredTarget): boolean => ['succeeded', 'skipped', 'not-started', 'part-way'].includes(state);

/** A campaign in memory, moved by the same decisions that the executor commits. */
class Simulation {
  readonly strategy: CampaignStrategy;
  state: CampaignState = 'running';
  targets: StoredTarget[];
  nowMs = noon.getTime();
  /** Values that reached the outside, by target and step. */
  readonly sent = new Map<string, Set<string>>();

  constructor(strategy: CampaignStrategy, count: number) {
    this.strategy = strategy;
    this.targets = Array.from({ length: count }, (_, ordinal) => storedTarget(ordinal));
  }

  perform(act: Act): void {
    const now = new Date(this.nowMs);
    if (act.type === 'pause' && this.state === 'running') this.state = 'paused';
    if (act.type === 'resume' && (this.state === 'paused' || this.state === 'halted')) {
      this.state = 'running';
      this.targets = this.targets.map((target) => readmitted(target, now) ?? target);
    }
    if (act.type === 'abort' && !hasEnded(this.state)) {
      this.state = 'aborted';
      this.targets = this.targets.map((target) => endedByAbort(target, now) ?? target);
    }
    if (act.type === 'skip' && (this.state === 'running' || this.state === 'paused' || this.state === 'halted')) {
      const candidates = this.targets.filter(maySkip);
      const chosen = candidates[act.nth % Math.max(1, candidates.length)];
      this.targets = this.targets.map((target) => (target === chosen ? skippedBy(target, 'Ada', now) : target));
      this.state = endingOf(this.targets)?.state ?? this.state;
    }
    if (act.type === 'tick') this.#tick(act.world, act.seconds);
  }

  #tick(around: World, passed: number): void {
    this.nowMs += passed * 1000;
    if (hasEnded(this.state)) return;
    const before = this.targets;
    const stateBefore = this.state;
    const decision = advance({
      campaign: { state: this.state, strategy: this.strategy }, targets: before, plannedOf: ({ ordinal }) => plannedTarget(ordinal), titleOf: () => 'group',
      looks: new Map(before.map((target) => [target.id, this.#look(target, around)])), now: new Date(this.nowMs), patienceUntil: noon,
    });
    this.#store(decision.targets);
    if (decision.campaign) this.state = decision.campaign.state;

    const asked = this.targets.filter((target, index) => target.intents.length > before[index]!.intents.length);
    const entered = this.targets.filter((target, index) => target.attempts > before[index]!.attempts);
    const stopped = stateBefore !== 'running' || this.state === 'halted' || this.targets.filter(({ state }) => state === 'failed').length >= this.strategy.failureThreshold;
    if (stopped) expect({ asked, entered, calls: decision.calls }).toEqual({ asked: [], entered: [], calls: [] });
    // Unknown never advances: no cluster comes further while it cannot be seen, and none is waited for without end.
    for (const [index, target] of this.targets.entries()) {
      if (!around.unseen.includes(index)) continue;
      expect([asked, decision.calls.map(({ targetId }) => targetId)]).toEqual([expect.not.arrayContaining([target]), expect.not.arrayContaining([target.id])]);
      expect([target.step, target.observations]).toEqual([before[index]!.step, expect.toSatisfy((count: number) => count <= before[index]!.observations)]);
      if (target.state === 'succeeded' || target.state === 'failed' || target.state === 'skipped') expect(before[index]!.state).toBe(target.state);
      const judged = (stateBefore === 'running' && decision.campaign === null) || currentIntent(target)?.sentAt;
      if (judged && isMoving(target) && isMoving(before[index]!)) expect(this.nowMs).toBeLessThan(Math.max(noon.getTime(), (target.takenUpAt?.getTime() ?? 0) + 90_000));
    }
    for (const call of decision.calls) this.#call(call, around);
  }

  #call({ targetId, intent }: Call, { answer }: World): void {
    const targetNow = () => this.targets.find(({ id }) => id === targetId)!;
    if (answer === 'killed') return;
    if (answer === 'paused') this.perform({ type: 'pause' });
    if (answer === 'aborted') this.perform({ type: 'abort' });
    const begun = beginCall(this.state, targetNow(), intent, 'group', new Date(this.nowMs));
    if (this.state !== 'running') expect(begun).toBeNull();
    if (!begun) return;
    this.#store([begun]);
    expect(Date.parse(intent.after)).toBeLessThan(this.nowMs);
    if (answer !== 'crash before') this.sent.set(`${targetId}/${intent.step}`, (this.sent.get(`${targetId}/${intent.step}`) ?? new Set()).add(intent.after));
    if (answer === 'crash before' || answer === 'crash after') return;
    if (answer === 'paused meanwhile') this.perform({ type: 'pause' });
    if (answer === 'aborted meanwhile') this.perform({ type: 'abort' });
    const thrown = answer === 'later' || answer === 'never' ? new AppError('unreachable', 'no', { retryable: answer === 'later' }) : null;
    const step = takeAnswer(this.state, targetNow(), intent.after, thrown, new Date(this.nowMs), 0.5)!;
    this.#store([step.target]);
    if (thrown === null) expect(currentIntent(targetNow())!.acknowledgedAt).not.toBeNull();
    if (step.halt !== null) this.state = 'halted';
  }

  #look(target: StoredTarget, around: World): Look {
    const [unseen, held, done] = [around.unseen, around.held, around.done].map((clusters) => clusters.includes(target.ordinal));
    const sight = { observedAt: new Date(this.nowMs).toISOString(), unseen: unseen ? unseenLately : null };
    if (currentIntent(target)?.sentAt == null) return { preflight: { ...sight, obstacles: held ? ['obstacle'] : [], notBefore: null } };
    const sent = this.sent.has(`${target.id}/${target.step}`);
    return { observation: { ...sight, obstacle: held ? 'obstacle' : null, acknowledged: sent, done: sent && done === true, reason: 'reason' } };
  }

  #store(changed: readonly StoredTarget[]): void {
    const byId = new Map(changed.map((target) => [target.id, target]));
    this.targets = this.targets.map((target) => byId.get(target.id) ?? target);
  }
}

test('whatever happens, no more clusters move than may, nothing is asked for after a stop, what has ended stays ended, and each step has one value for ever', () => {
  const strategies = fc.record({ concurrency: fc.integer({ min: 1, max: 3 }), failureThreshold: fc.integer({ min: 1, max: 3 }), requiredObservations: fc.integer({ min: 1, max: 3 }), targetTimeoutSeconds: fc.integer({ min: 30, max: 300 }) });
  let succeeded = 0;
  fc.assert(
    fc.property(strategies, fc.integer({ min: 1, max: 5 }), fc.array(acts, { maxLength: 120, size: 'max' }), (strategy, count, story) => {
      const simulation = new Simulation(strategy, count);
      const values = new Map<string, string>();
      for (const act of story) {
        const { state, targets } = simulation;
        simulation.perform(act);
        // What has ended stays as it ended, in whatever order people and clusters come.
        if (hasEnded(state)) expect({ state: simulation.state, targets: simulation.targets.map((target) => target.state) }).toEqual({ state, targets: targets.map((target) => target.state) });
        for (const [index, target] of targets.entries()) if (isFinal(target)) expect(simulation.targets[index]!.state).toBe(target.state);
        if (endingOf(simulation.targets)) expect(simulation.state).toSatisfy(hasEnded);
        expect(simulation.targets.filter(isMoving).length).toBeLessThanOrEqual(strategy.concurrency);
        for (const target of simulation.targets) {
          for (const { step, after } of target.intents) {
            const key = `${target.id}/${step}`;
            expect(after).toBe(values.get(key) ?? after);
            values.set(key, after);
          }
          if (target.state === 'succeeded') expect(target.intents.map(({ step }) => simulation.sent.has(`${target.id}/${step}`))).toEqual([true, true]);
        }
      }
      for (const sent of simulation.sent.values()) expect(sent.size).toBe(1);
      succeeded += simulation.targets.filter(({ state }) => state === 'succeeded').length;
    }),
    { numRuns: 400 },
  );
  // Stories that bring no cluster to its end would say nothing about ends.
  expect(succeeded).toBeGreaterThan(40);
});

test('left alone in a healthy world, every campaign ends well, whatever happened before', () => {
  const strategy = { concurrency: 2, failureThreshold: 1, requiredObservations: 2, targetTimeoutSeconds: 3600 };
  fc.assert(
    fc.property(fc.array(acts.filter((act) => act.type !== 'abort' && !(act.type === 'tick' && act.world.answer.startsWith('aborted'))), { maxLength: 60, size: 'max' }), (story) => {
      const simulation = new Simulation(strategy, 3);
      for (const act of story) simulation.perform(act);
      simulation.perform({ type: 'resume' });
      for (let tick = 0; tick < 60; tick++) simulation.perform({ type: 'tick', seconds: 5, world: { unseen: [], held: [], done: everyCluster, answer: 'ok' } });
      expect(simulation.state).toBe(simulation.targets.every(({ state }) => state === 'skipped') ? 'aborted' : 'succeeded');
      for (const { state } of simulation.targets) expect(['succeeded', 'skipped']).toContain(state);
    }),
    { numRuns: 200 },
  );
});
