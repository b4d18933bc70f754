import { expect, test } from 'vitest';
import type { CampaignTarget, TargetMachine } from '#lib/api/contract/campaigns.ts';
import { machineCells, machinesToShow, machineTone, machineWords, targetLine, tellingMachine } from './machine-tone.ts';

const machine = (name: string, state: TargetMachine['state'], changes: Partial<TargetMachine> = {}): TargetMachine => ({
  name, uid: name, role: 'worker', planned: true, state, nodeName: null, createdAt: null, reason: null, ...changes,
});
const target = (changes: Partial<CampaignTarget>): CampaignTarget => ({
  clusterId: 'c', clusterName: 'prod-1', ordinal: 0, state: 'converging', skipped: null, reason: null, step: 0, steps: 2, replaced: 0, machines: [],
  expectedSeconds: 60, startedAt: null, finishedAt: null, allowed: [], ...changes,
});

test('cells show the planned machines only, and unknown is never drawn like ok', () => {
  const cells = machineCells(target({ machines: [machine('a', 'gone'), machine('b', 'unknown'), machine('n', 'ready', { planned: false })] }));
  expect(cells.map(({ tone }) => tone)).toEqual(['ok', 'unknown']);
  expect(machineTone('stuck')).toBe('failing');
});

test('a stuck machine says more than one that leaves or comes', () => {
  const machines = [machine('new', 'creating', { planned: false }), machine('old', 'draining'), machine('held', 'stuck', { reason: 'drain held by budget orders/checkout' })];
  expect(tellingMachine(target({ machines }))?.name).toBe('held');
  expect(targetLine(target({ machines, replaced: 1 }))).toBe('1 of 2 replaced; held stuck: drain held by budget orders/checkout');
});

test('how far a target has come stands before what it waits for', () => {
  expect(targetLine(target({ machines: [machine('a', 'gone'), machine('b', 'waiting')], replaced: 1, reason: 'seen done 1 of 3 times' }))).toBe('1 of 2 replaced; seen done 1 of 3 times');
});

test('a target that is being confirmed still says how far it has come, and one that something holds says what', () => {
  expect(targetLine(target({ state: 'soaking', machines: [machine('a', 'gone'), machine('b', 'waiting')], replaced: 1, reason: 'the control plane seen done 2 of 3 times' }))).toBe('1 of 2 replaced; the control plane seen done 2 of 3 times');
  expect(targetLine(target({ state: 'pending' }), 'prod-1 is paused.')).toBe('held when planned: prod-1 is paused.');
});

test('of many machines those in motion come first, and of few all are shown', () => {
  const many = [...Array.from({ length: 9 }, (_, index) => machine(`w${index}`, 'waiting')), machine('held', 'stuck')];
  expect(machinesToShow(many).first.map(({ name }) => name)).toEqual(['held']);
  expect(machinesToShow(many).others).toHaveLength(9);
  expect(machinesToShow(many.slice(5)).others).toEqual([]);
  expect(machinesToShow(many.slice(0, 9))).toMatchObject({ first: [], others: { length: 9 } });
});

test('a planned machine that is gone was replaced, a successor that is gone is gone', () => {
  expect(machineWords({ planned: true, state: 'gone' })).toBe('replaced');
  expect(machineWords({ planned: false, state: 'gone' })).toBe('gone');
});

test('a reason of the engine comes first, and a target without news says its turn', () => {
  expect(targetLine(target({ state: 'blocked', reason: 'prod-1 is paused' }))).toBe('prod-1 is paused');
  expect(targetLine(target({ state: 'pending' }))).toBe('waits for its turn');
  expect(targetLine(target({ state: 'pending', machines: [machine('a', 'unknown')] }))).toBe('waits for its turn; not seen lately');
  expect(targetLine(target({ state: 'succeeded', machines: [machine('a', 'gone')] }))).toBe('1 machine replaced');
});
