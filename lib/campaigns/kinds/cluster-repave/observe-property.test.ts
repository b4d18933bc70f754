import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { MachineGroupObservation, MachineObservation } from '#lib/inventory/machines/model.ts';
import { observeStep } from './observe.ts';
import { planTarget } from './plan.ts';
import { at, freshScopes, storyStart, testGroup, testIntent, testMachine, testSnapshot } from './test-snapshot.ts';

const planned = planTarget(testSnapshot(), storyStart);
const plannedUids = new Set(planned.steps[1]!.machines.map(({ uid }) => uid));
const status = fc.constantFrom<'True' | 'False' | 'Unknown'>('True', 'False', 'Unknown');
const mostly = <T>(usual: T, ...others: T[]): fc.Arbitrary<T> => fc.oneof({ weight: 6, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(usual, ...others) });

/** A machine of the plan or a new one, wherever it belongs and however it is. */
const machine = (name: string, createdAt: string): fc.Arbitrary<MachineObservation> =>
  fc.record({
    createdAt: mostly<string | null>(createdAt, at(-1), null), deletingSince: mostly<string | null>(null, at(2)), ready: mostly<boolean | null>(true, false, null),
    upToDate: mostly<boolean | null>(true, false, null), phase: mostly('Running', 'Provisioned', 'Unknown'), groupName: mostly<string | null>('prod-1-md', null, 'other'),
    ownerKind: mostly<string | null>('MachineSet', null, 'MachinePool'), role: mostly<MachineObservation['role']>('worker', 'control-plane'),
  }).map((changes) => testMachine(name, 'prod-1-md', 'worker', changes));

const counter = mostly<number | null>(2, 1, 3, 0, null);
const group: fc.Arbitrary<MachineGroupObservation> = fc.record({
  desiredReplicas: counter, replicas: counter, upToDateReplicas: counter, availableReplicas: counter, observedGeneration: mostly<number | null>(2, 1, null),
  rolloutAfter: mostly<string | null>(at(0), at(-1), at(1), null),
  conditions: fc.record({ rolling: mostly<'True' | 'False' | 'Unknown'>('False', 'True', 'Unknown'), upToDate: status }).map(({ rolling, upToDate }) => [
    { type: 'RollingOut', status: rolling, reason: null, message: null, lastTransitionAt: null }, { type: 'MachinesUpToDate', status: upToDate, reason: null, message: null, lastTransitionAt: null },
  ]),
}).map((changes) => testGroup('MachineDeployment', 'prod-1-md', 2, { ...changes, generation: 2 }));

const present = fc.tuple(machine('md-c', at(3)), machine('md-d', at(3)), fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: machine('md-a', at(-57_600)) }))
  .map((machines) => machines.filter((held) => held !== null));

test('a step is never done while a machine of the plan is anywhere, an older or unready one in its group, or a counter or condition does not say so', () => {
  let done = 0;
  fc.assert(
    fc.property(group, present, fc.constantFrom(at(-1), at(10)), (deployment, machines, seenAt) => {
      const snapshot = testSnapshot({ groups: [deployment], machines, management: freshScopes(seenAt), workload: freshScopes(at(10)) });
      const observation = observeStep(planned, testIntent(1), snapshot, new Date(at(10)));
      if (!observation.done) return;
      done += 1;
      expect(seenAt).toBe(at(10));
      expect(machines.some(({ uid }) => plannedUids.has(uid))).toBe(false);
      const own = machines.filter(({ groupName, role, ownerKind }) => groupName === 'prod-1-md' && role === 'worker' && ownerKind !== 'MachinePool');
      for (const held of own) expect(held).toMatchObject({ createdAt: at(3), deletingSince: null, upToDate: expect.not.toSatisfy((value) => value === false) });
      for (const held of own) expect(held.ready ?? held.phase === 'Running').toBe(true);
      const { desiredReplicas, replicas, upToDateReplicas, readyReplicas, availableReplicas, observedGeneration, conditions } = deployment;
      // A control plane of v1beta1 counts no available machines, only ready ones.
      expect([desiredReplicas, replicas, upToDateReplicas, availableReplicas ?? readyReplicas, observedGeneration]).toEqual([own.length, own.length, own.length, own.length, 2]);
      expect(conditions.map((condition) => condition.status)).toEqual(['False', 'True']);
      expect(Date.parse(deployment.rolloutAfter!)).toBeGreaterThanOrEqual(Date.parse(at(0)));
    }),
    { numRuns: 2000 },
  );
  expect(done).toBeGreaterThan(20);
});
