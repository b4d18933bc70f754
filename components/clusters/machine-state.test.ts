import { expect, test } from 'vitest';
import type { Machine } from '#lib/api/contract/clusters.ts';
import { machineState } from './machine-state.ts';

const now = Date.parse('2026-11-23T12:05:00Z');
const machine: Machine = { name: 'm', uid: 'u', role: 'worker', group: 'md-0', version: 'v1.36.4', phase: 'Running', nodeName: 'n', createdAt: null, deletingSince: null, ready: true, upToDate: true, reason: null };

test('a running, ready and current machine is ready', () => {
  expect(machineState(machine, true, now)).toEqual({ tone: 'ok', words: 'ready' });
});

test('a machine of a cluster not seen lately is unknown and tells its state as past', () => {
  expect(machineState(machine, false, now)).toEqual({ tone: 'unknown', words: 'was ready' });
});

test('a machine that is being deleted is going, whatever its phase still says', () => {
  expect(machineState({ ...machine, deletingSince: '2026-11-23T12:00:00Z' }, true, now).words).toBe('going');
});

test('a machine that has been going for more than 15 minutes is stuck, not in motion', () => {
  expect(machineState({ ...machine, deletingSince: '2026-11-23T11:49:00Z' }, true, now)).toEqual({ tone: 'failing', words: 'stuck leaving' });
});

test('an outdated machine waits to be replaced', () => {
  expect(machineState({ ...machine, upToDate: false }, true, now)).toEqual({ tone: 'waiting', words: 'to be replaced' });
});

test('neither an unknown phase nor an unknown readiness is ok', () => {
  expect(machineState({ ...machine, phase: 'Dreaming' }, true, now).tone).toBe('unknown');
  expect(machineState({ ...machine, ready: null }, true, now).tone).toBe('unknown');
});
