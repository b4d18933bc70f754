import type { StoredTarget } from './intent.ts';
import type { PlannedTarget } from '../model.ts';
import type { Observation, Preflight, Unseen } from './kind.ts';

/** The moment of these tests. */
export const noon = new Date('2026-11-20T12:00:00Z');

/** `count` seconds after noon, ISO 8601. */
export function seconds(count: number): string {
  return new Date(noon.getTime() + count * 1000).toISOString();
}

/** A look that finds nothing in the way. */
export const looking: Preflight = { observedAt: seconds(0), unseen: null, obstacles: [], notBefore: null };

/** A look at a step that has been taken up and is not done. */
export const observing: Observation = { observedAt: seconds(0), unseen: null, obstacle: null, acknowledged: true, done: false, reason: 'still going' };

/** Not seen lately, and worth 90 s of waiting. */
export const unseenLately: Unseen = { reason: 'not seen', awaits: 'Machines to be listed again', patienceMs: 90_000 };

/** A target of two steps that waits. */
export function storedTarget(ordinal: number, changes: Partial<StoredTarget> = {}): StoredTarget {
  return {
    id: `t${ordinal}`, ordinal, clusterId: `c${ordinal}`, clusterName: `c${ordinal}`, state: 'pending', reason: null, step: 0, intents: [], observations: 0,
    observedAt: null, attempts: 0, takenUpAt: null, startedAt: null, finishedAt: null, ...changes,
  };
}

/** The plan of that target. */
export function plannedTarget(ordinal: number): PlannedTarget {
  const step = (name: string) => ({ group: { uid: name, kind: 'MachineDeployment' as const, name, topologyName: null }, machines: [] });
  return {
    clusterId: `c${ordinal}`, clusterName: `c${ordinal}`, sourceId: 's', namespace: 'fleet', apiVersion: 'v1beta2', clusterHasTopology: false, version: null,
    steps: [step('g0'), step('g1')], blockers: [], expectedSeconds: 0,
  };
}
