import { describe, expect, test } from 'vitest';
import type { StoredTarget } from './intent.ts';
import { defaultStrategy } from '../model.ts';
import { advance } from './advance.ts';
import type { AdvanceInput, Decision, Look } from './advance-model.ts';
import type { Observation, Preflight } from './kind.ts';
import { looking, noon, observing, plannedTarget, seconds, storedTarget, unseenLately } from './test-targets.ts';

const run = (targets: StoredTarget[], changes: Partial<AdvanceInput> & { looks?: ReadonlyMap<string, Look> } = {}): Decision =>
  advance({
    campaign: { state: 'running', strategy: { ...defaultStrategy, requiredObservations: 2 } }, targets, plannedOf: ({ ordinal }) => plannedTarget(ordinal), titleOf: (_planned, step) => `group ${step}`,
    looks: new Map(), now: noon, patienceUntil: new Date(0), ...changes,
  });
const look = (id: string, part: { preflight?: Partial<Preflight>; observation?: Partial<Observation> }) =>
  new Map([[id, { ...(part.preflight && { preflight: { ...looking, ...part.preflight } }), ...(part.observation && { observation: { ...observing, ...part.observation } }) }]]);
const intent = { step: 0, after: '2026-11-20T11:59:00Z', requestedAt: seconds(-60), sentAt: seconds(-59), sends: 1, acknowledgedAt: seconds(-58), doneAt: null, error: null, retryAt: null, watchedFrom: seconds(-60) };
const converging = storedTarget(0, { state: 'converging', attempts: 1, intents: [intent], startedAt: new Date(seconds(-61)) });

describe('taking clusters up', () => {
  test('takes as many as may move at once, in order', () => {
    const decision = run([0, 1, 2].map((ordinal) => storedTarget(ordinal)), { campaign: { state: 'running', strategy: { ...defaultStrategy, concurrency: 2 } } });
    expect(decision.targets.map(({ id, state }) => [id, state])).toEqual([['t0', 'preflight'], ['t1', 'preflight']]);
  });

  test.each(['paused', 'halted'] as const)('takes none while %s', (state) => {
    expect(run([storedTarget(0)], { campaign: { state, strategy: defaultStrategy } })).toEqual({ campaign: null, targets: [], events: [], audit: [], calls: [] });
  });

  test('takes one that was begun before first, where it stopped', () => {
    const begun = storedTarget(1, { attempts: 1, intents: [intent], startedAt: noon });
    expect(run([storedTarget(0), begun]).targets).toMatchObject([{ id: 't1', state: 'converging', attempts: 2 }]);
  });
});

describe('asking', () => {
  const ready = storedTarget(0, { state: 'preflight', attempts: 1 });

  test('commits to a whole second that has not passed, and does not call yet', () => {
    const decision = run([ready], { looks: look('t0', { preflight: {} }), now: new Date('2026-11-20T12:00:00.250Z') });
    expect(decision.targets[0]).toMatchObject({ state: 'acting', intents: [{ step: 0, after: '2026-11-20T12:00:01Z', sentAt: null }] });
    expect(decision.calls).toEqual([]);
    expect(decision.audit).toMatchObject([{ action: 'campaign.target.act', data: { rolloutAfter: '2026-11-20T12:00:01Z' } }]);
  });

  test('asks for no moment before its newest machine', () => {
    const decision = run([ready], { looks: look('t0', { preflight: { notBefore: '2026-11-20T12:00:30.000Z' } }) });
    expect(decision.targets[0]!.intents[0]!.after).toBe('2026-11-20T12:00:30Z');
  });

  test('calls once the moment has passed, and not before', () => {
    const asked = storedTarget(0, { state: 'acting', intents: [{ ...intent, after: '2026-11-20T12:00:00Z', sentAt: null, sends: 0, acknowledgedAt: null }] });
    expect(run([asked], { looks: look('t0', { preflight: {} }) }).calls).toEqual([]);
    expect(run([asked], { looks: look('t0', { preflight: {} }), now: new Date(seconds(2)) }).calls).toMatchObject([{ targetId: 't0', intent: { after: '2026-11-20T12:00:00Z', sends: 0 } }]);
  });

  test('what is in the way, or cannot be seen, is judged before its moment has come too', () => {
    const asked = storedTarget(0, { state: 'acting', intents: [{ ...intent, after: '2026-11-20T13:00:00Z', sentAt: null, sends: 0, acknowledgedAt: null }] });
    expect(run([asked], { looks: look('t0', { preflight: { obstacles: ['Cluster c0 is paused.'] } }) })).toMatchObject({ campaign: { state: 'halted' }, calls: [] });
    expect(run([asked], { looks: look('t0', { preflight: { unseen: unseenLately } }) })).toMatchObject({ campaign: { state: 'halted' }, calls: [] });
    expect(run([asked], { looks: look('t0', { preflight: {} }) })).toMatchObject({ campaign: null, targets: [], calls: [] });
  });

  test('an obstacle blocks the target, halts the campaign and keeps every other call back', () => {
    const asked = storedTarget(1, { state: 'acting', intents: [{ ...intent, sentAt: null, acknowledgedAt: null }] });
    const looks = new Map([...look('t0', { preflight: { obstacles: ['Cluster c0 is paused.'] } }), ...look('t1', { preflight: {} })]);
    const decision = run([ready, asked], { looks, campaign: { state: 'running', strategy: { ...defaultStrategy, concurrency: 2 } } });
    expect(decision).toMatchObject({ campaign: { state: 'halted', reason: 'Cluster c0 is paused.' }, targets: [{ id: 't0', state: 'blocked' }], calls: [] });
  });
});

describe('following', () => {
  test('counts only looks at something newer, and needs as many as asked for', () => {
    const once = run([converging], { looks: look('t0', { observation: { done: true, observedAt: seconds(1) } }) }).targets[0]!;
    expect(once).toMatchObject({ state: 'soaking', observations: 1 });
    expect(run([once], { looks: look('t0', { observation: { done: true, observedAt: seconds(1) } }) }).targets).toEqual([]);
    expect(run([once], { looks: look('t0', { observation: { done: true, observedAt: seconds(2) } }) }).targets[0]).toMatchObject({ state: 'preflight', step: 1, observations: 0 });
  });

  test('begins to count anew when a look says otherwise', () => {
    const once = { ...converging, state: 'soaking' as const, observations: 1, observedAt: new Date(seconds(1)) };
    expect(run([once], { looks: look('t0', { observation: { done: false, observedAt: seconds(2), reason: 'one machine is not ready' } }) }).targets[0])
      .toMatchObject({ state: 'converging', observations: 0, reason: 'one machine is not ready' });
  });

  test('ends the campaign when the last step of the last cluster is done', () => {
    const last = { ...converging, step: 1, intents: [{ ...intent, doneAt: seconds(-30) }, { ...intent, step: 1 }], observations: 1, observedAt: new Date(seconds(0)) };
    expect(run([last], { looks: look('t0', { observation: { done: true, observedAt: seconds(1) } }) })).toMatchObject({
      campaign: { state: 'succeeded', finished: true }, targets: [{ state: 'succeeded', reason: null }],
    });
  });

  test('goes on while paused, and asks for nothing more', () => {
    const once = { ...converging, observations: 1, observedAt: new Date(seconds(0)) };
    const decision = run([once], { looks: look('t0', { observation: { done: true, observedAt: seconds(1) } }), campaign: { state: 'paused', strategy: { ...defaultStrategy, requiredObservations: 2 } } });
    expect(decision).toMatchObject({ campaign: null, targets: [{ state: 'preflight', step: 1 }], calls: [] });
  });

  test('writes nothing when nothing has changed', () => {
    const same = { ...converging, reason: 'still going' };
    expect(run([same], { looks: look('t0', { observation: { reason: 'still going' } }) })).toEqual({ campaign: null, targets: [], events: [], audit: [], calls: [] });
  });

  test('a failure below the threshold lets the others go on, and leaves the campaign to a person in the end', () => {
    const strategy = { ...defaultStrategy, failureThreshold: 2, targetTimeoutSeconds: 60 };
    const late = { ...converging, intents: [{ ...intent, watchedFrom: seconds(-61) }] };
    const decision = run([late, storedTarget(1)], { looks: look('t0', { observation: { reason: '0 of 1 machines replaced' } }), campaign: { state: 'running', strategy } });
    expect(decision).toMatchObject({ campaign: null, targets: [{ id: 't0', state: 'failed' }, { id: 't1', state: 'preflight' }] });
    const ended = run([decision.targets[0]!, storedTarget(1, { state: 'succeeded' })], { campaign: { state: 'running', strategy } });
    expect(ended.campaign).toMatchObject({ state: 'halted', reason: expect.stringMatching(/^1 of 2 clusters did not get through/) });
  });

  test('a halted campaign ends when the last cluster in motion is done and a person skipped what held it', () => {
    const last = { ...converging, step: 1, intents: [{ ...intent, doneAt: seconds(-30) }, { ...intent, step: 1 }], observations: 1, observedAt: new Date(seconds(0)) };
    const looks = look('t0', { observation: { done: true, observedAt: seconds(1) } });
    const halted = { state: 'halted' as const, strategy: { ...defaultStrategy, requiredObservations: 2 } };
    expect(run([last, storedTarget(1, { state: 'skipped' })], { looks, campaign: halted }).campaign).toMatchObject({ state: 'succeeded', finished: true });
    expect(run([last, storedTarget(1, { state: 'blocked' })], { looks, campaign: halted }).campaign).toBeNull();
  });

  test.each(['paused', 'halted'] as const)('a call that failed and is not made again while %s takes no time from its cluster', (state) => {
    const failing = storedTarget(0, { state: 'acting', intents: [{ ...intent, acknowledgedAt: null, error: 'no route', watchedFrom: seconds(-100_000) }] });
    const looks = look('t0', { observation: { acknowledged: false } });
    expect(run([failing], { looks, campaign: { state, strategy: defaultStrategy } }).targets).toEqual([]);
    expect(run([failing], { looks }).targets).toMatchObject([{ state: 'failed' }]);
  });

  test('unknown never fails and never succeeds a cluster: it blocks it', () => {
    const late = { ...converging, intents: [{ ...intent, watchedFrom: seconds(-100_000) }] };
    const unseen = { unseen: { ...unseenLately, reason: 'c0 has not been seen since noon.' }, done: true };
    expect(run([late], { looks: look('t0', { observation: unseen }) })).toMatchObject({ campaign: { state: 'halted' }, targets: [{ state: 'blocked', reason: 'c0 has not been seen since noon.' }] });
  });

  test('a value that may have been sent is not sent again blindly', () => {
    const asked = storedTarget(0, { state: 'acting', intents: [{ ...intent, acknowledgedAt: null }] });
    const decision = run([asked], { looks: look('t0', { observation: { unseen: unseenLately } }), patienceUntil: new Date(seconds(30)) });
    expect(decision).toMatchObject({ calls: [], campaign: null, targets: [{ state: 'acting', reason: 'waits for Machines to be listed again; halts at 12:00:30 UTC otherwise' }] });
  });
});

describe('after a start or a resume', () => {
  const unseen = unseenLately;
  const words = 'waits for Machines to be listed again; halts at 12:01:20 UTC otherwise';
  const takenUpAt = new Date(seconds(-10));
  const states: [string, StoredTarget, ReadonlyMap<string, Look>][] = [
    ['before its first step', storedTarget(0, { state: 'preflight', attempts: 1, takenUpAt }), look('t0', { preflight: { unseen } })],
    ['between intent and call', storedTarget(0, { state: 'acting', takenUpAt, intents: [{ ...intent, sentAt: null, sends: 0, acknowledgedAt: null }] }), look('t0', { preflight: { unseen } })],
    ['between call and answer', storedTarget(0, { state: 'acting', takenUpAt, intents: [{ ...intent, acknowledgedAt: null }] }), look('t0', { observation: { unseen } })],
    ['while it converges', { ...converging, takenUpAt }, look('t0', { observation: { unseen, done: true } })],
  ];

  test.each(states)('a cluster whose listings are awaited %s is waited for, and nothing is asked of it', (_name, target, looks) => {
    const waiting = run([target], { looks });
    expect(waiting).toMatchObject({ campaign: null, calls: [], events: [], targets: [{ state: target.state, reason: words, observations: 0 }] });
    expect(run(waiting.targets, { looks, now: new Date(seconds(79)) })).toMatchObject({ campaign: null, targets: [], calls: [] });
  });

  test.each(states)('%s it halts once it has been waited for long enough', (_name, target, looks) => {
    expect(run([target], { looks, now: new Date(seconds(80)) })).toMatchObject({ campaign: { state: 'halted', reason: 'c0: not seen' }, calls: [], targets: [{ state: 'blocked', reason: 'not seen' }] });
  });

  test('the others wait with it for nothing: what can be seen goes on', () => {
    const waits = storedTarget(0, { state: 'preflight', attempts: 1, takenUpAt });
    const looks = new Map([...look('t0', { preflight: { unseen } }), ...look('t1', { preflight: {} })]);
    const decision = run([waits, storedTarget(1, { state: 'preflight', attempts: 1 })], { looks, campaign: { state: 'running', strategy: { ...defaultStrategy, concurrency: 2 } } });
    expect(decision.targets.map(({ id, state, reason }) => [id, state, reason])).toEqual([['t0', 'preflight', words], ['t1', 'acting', 'asks Cluster API to roll group 0']]);
  });

  test('taking a cluster up begins its time', () => {
    expect(run([storedTarget(0, { takenUpAt: new Date(seconds(-9000)) })]).targets).toMatchObject([{ state: 'preflight', takenUpAt: noon }]);
  });
});

test('a failed cluster is named once in the words of a halt by failures, whether or not its own reason names it', () => {
  const halted = (reason: string | null) => run([storedTarget(0, { state: 'failed', reason }), storedTarget(1)]).campaign?.reason;
  expect(halted('not done after 4 h: machine c0-md-a is stuck.')).toBe('c0 failed: not done after 4 h: machine c0-md-a is stuck.');
  expect(halted('Cluster c0 was not done after 4 h.')).toBe('Cluster c0 was not done after 4 h.');
});
