import { expect, test } from 'vitest';
import type { Machine, MachineGroup } from '#lib/api/contract/clusters.ts';
import { groupMachines, machineState, replicasWords } from './machine-state.ts';

const now = Date.parse('2026-11-23T12:05:00Z');
const machine: Machine = { name: 'm', uid: 'u', role: 'worker', group: 'md-0', ownerKind: 'MachineSet', version: 'v1.36.4', phase: 'Running', nodeName: 'n', createdAt: null, deletingSince: null, ready: true, upToDate: true, reason: null };

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

test('groups of one name have their own machines, by role and kind', () => {
  const group = (kind: MachineGroup['kind'], role: MachineGroup['role'] = 'worker', name = 'a'): MachineGroup => ({
    uid: `${kind} ${name}`, kind, name, role, version: null, desiredReplicas: 1, replicas: 1, readyReplicas: 1, availableReplicas: 1, upToDateReplicas: 1,
    strategy: null, maxSurge: null, maxUnavailable: null, rolloutAfter: null, paused: false, conditions: [],
  });
  const of = (name: string, changes: Partial<Machine>): Machine => ({ ...machine, name, group: 'a', ...changes });
  const { grouped, rest } = groupMachines(
    [group('KubeadmControlPlane', 'control-plane'), group('MachineDeployment'), group('MachinePool'), group('MachineSet', 'worker', 'empty')],
    [of('control', { role: 'control-plane', ownerKind: 'KubeadmControlPlane' }), of('worker', {}), of('pooled', { ownerKind: 'MachinePool' }), of('alone', { group: null, ownerKind: null })],
  );
  expect(grouped.map(({ group: { kind }, machines }) => [kind, machines.map(({ name }) => name).join()])).toEqual([['KubeadmControlPlane', 'control'], ['MachineDeployment', 'worker'], ['MachinePool', 'pooled']]);
  expect(rest.map(({ name }) => name)).toEqual(['alone']);
});

test.each([
  [{ desiredReplicas: 3, readyReplicas: 3, upToDateReplicas: 3 }, true, 'ok', '3 of 3 ready'],
  [{ desiredReplicas: 3, readyReplicas: 0, upToDateReplicas: 3 }, true, 'attention', '0 of 3 ready'],
  [{ desiredReplicas: 3, readyReplicas: 3, upToDateReplicas: 1 }, true, 'waiting', '3 of 3 ready, 2 to replace'],
  [{ desiredReplicas: 3, readyReplicas: 3, upToDateReplicas: null }, true, 'unknown', '3 of 3 ready, up to date unknown'],
  [{ desiredReplicas: 3, readyReplicas: null, upToDateReplicas: 3 }, true, 'unknown', 'readiness of 3 unknown'],
  [{ desiredReplicas: 3, readyReplicas: 3, upToDateReplicas: 3 }, false, 'unknown', 'readiness of 3 unknown'],
  [{ desiredReplicas: null, readyReplicas: 3, upToDateReplicas: 3 }, true, 'unknown', 'size unknown'],
] as const)('of a group with %j, seen: %j, is told as %s: %s', (group, seen, tone, words) => {
  expect(replicasWords(group, seen)).toEqual({ tone, words });
});
