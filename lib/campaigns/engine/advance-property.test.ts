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
type World = { seen: boolean; obstacle: boolean; done: boolean; answer: Answer };
type Act = { type: 'tick'; world: World; seconds: number } | { type: 'pause' | 'resume' | 'abort' } | { type: 'skip'; ordinal: number };

const world: fc.Arbitrary<World> = fc.record({
  seen: weighted(9), obstacle: weighted(1), done: fc.boolean(),
  answer: fc.oneof({ weight: 3, arbitrary: fc.constant<Answer>('ok') }, { weight: 6, arbitrary: fc.constantFrom<Answer>('later', 'never', 'crash before', 'crash after', 'killed', 'paused', 'paused meanwhile') }, { weight: 1, arbitrary: fc.constantFrom<Answer>('aborted', 'aborted meanwhile') }),
});
const acts: fc.Arbitrary<Act> = fc.oneof(
  { weight: 12, arbitrary: fc.record({ type: fc.constant('tick' as const), world, seconds: fc.integer({ min: 0, max: 40 }) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('pause' as const) }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('resume' as const) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constantFrom('abort' as const, 'resume' as const) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('skip' as const), ordinal: fc.integer({ min: 0, max: 4 }) }) },
);

function weighted(trueOfTen: number): fc.Arbitrary<boolean> {
  return fc.integer({ min: 0, max: 9 }).map((n) => n < trueOfTen);
}

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
    if (act.type === 'abort' && this.state !== 'succeeded') {
      this.state = 'aborted';
      this.targets = this.targets.map((target) => endedByAbort(target, now) ?? target);
    }
    if (act.type === 'skip' && (this.state === 'running' || this.state === 'paused' || this.state === 'halted')) {
      this.targets = this.targets.map((target) => (target.ordinal === act.ordinal && maySkip(target) ? skippedBy(target, 'Ada', now) : target));
      this.state = endingOf(this.targets)?.state ?? this.state;
    }
    if (act.type === 'tick') this.#tick(act.world, act.seconds);
  }

  #tick(around: World, passed: number): void {
    this.nowMs += passed * 1000;
    if (this.state === 'aborted' || this.state === 'succeeded') return;
    const before = this.targets;
    const stateBefore = this.state;
    const decision = advance({
      campaign: { state: this.state, strategy: this.strategy }, targets: before, plannedOf: ({ ordinal }) => plannedTarget(ordinal), titleOf: () => 'group',
      looks: new Map(before.map((target) => [target.id, this.#look(target, around)])), now: new Date(this.nowMs), patienceUntil: noon,
    });
    this.#store(decision.targets);
    if (decision.campaign) this.state = decision.campaign.state;

    const asked = this.targets.filter((target, index) => target.intents.length > before[index]!.intents.length);
    if (stateBefore !== 'running' || this.state === 'halted') expect({ asked, calls: decision.calls }).toEqual({ asked: [], calls: [] });
    // Unknown never advances: no cluster comes further while none can be seen, and none is waited for without end.
    if (!around.seen) {
      expect({ asked, calls: decision.calls }).toEqual({ asked: [], calls: [] });
      for (const [index, target] of this.targets.entries()) {
        expect([target.step, target.observations]).toEqual([before[index]!.step, expect.toSatisfy((count: number) => count <= before[index]!.observations)]);
        if (target.state === 'succeeded' || target.state === 'failed' || target.state === 'skipped') expect(before[index]!.state).toBe(target.state);
        const judged = stateBefore === 'running' || currentIntent(target)?.sentAt;
        if (judged && isMoving(target) && isMoving(before[index]!)) expect(this.nowMs).toBeLessThan(Math.max(noon.getTime(), (target.takenUpAt?.getTime() ?? 0) + 90_000));
      }
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

  #look(target: StoredTarget, { seen, obstacle, done }: World): Look {
    const sight = { observedAt: new Date(this.nowMs).toISOString(), unseen: seen ? null : unseenLately };
    if (currentIntent(target)?.sentAt == null) return { preflight: { ...sight, obstacles: obstacle ? ['obstacle'] : [], notBefore: null } };
    const sent = this.sent.has(`${target.id}/${target.step}`);
    return { observation: { ...sight, obstacle: obstacle ? 'obstacle' : null, acknowledged: sent, done: sent && done, reason: 'reason' } };
  }

  #store(changed: readonly StoredTarget[]): void {
    const byId = new Map(changed.map((target) => [target.id, target]));
    this.targets = this.targets.map((target) => byId.get(target.id) ?? target);
  }
}

test('whatever happens, no more clusters move than may, nothing is asked for after a stop, and each step has one value for ever', () => {
  const strategies = fc.record({ concurrency: fc.integer({ min: 1, max: 3 }), failureThreshold: fc.integer({ min: 1, max: 3 }), requiredObservations: fc.integer({ min: 1, max: 3 }), targetTimeoutSeconds: fc.integer({ min: 30, max: 300 }) });
  fc.assert(
    fc.property(strategies, fc.integer({ min: 1, max: 5 }), fc.array(acts, { maxLength: 120 }), (strategy, count, story) => {
      const simulation = new Simulation(strategy, count);
      const values = new Map<string, string>();
      for (const act of story) {
        simulation.perform(act);
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
    }),
    { numRuns: 400 },
  );
});

test('left alone in a healthy world, every campaign ends well, whatever happened before', () => {
  const strategy = { concurrency: 2, failureThreshold: 1, requiredObservations: 2, targetTimeoutSeconds: 3600 };
  fc.assert(
    fc.property(fc.array(acts.filter((act) => act.type !== 'abort' && !(act.type === 'tick' && act.world.answer.startsWith('aborted'))), { maxLength: 60 }), (story) => {
      const simulation = new Simulation(strategy, 3);
      for (const act of story) simulation.perform(act);
      simulation.perform({ type: 'resume' });
      for (let tick = 0; tick < 60; tick++) simulation.perform({ type: 'tick', seconds: 5, world: { seen: true, obstacle: false, done: true, answer: 'ok' } });
      expect(simulation.state).toBe(simulation.targets.every(({ state }) => state === 'skipped') ? 'aborted' : 'succeeded');
      for (const { state } of simulation.targets) expect(['succeeded', 'skipped']).toContain(state);
    }),
    { numRuns: 200 },
  );
});
