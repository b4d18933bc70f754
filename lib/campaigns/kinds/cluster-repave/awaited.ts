import type { ClusterSnapshot } from '#lib/inventory/clusters/snapshot-model.ts';
import { formatDuration, secondMs } from '#lib/kernel/duration.ts';
import type { Unseen } from '../../engine/kind.ts';

// A listing that failed is tried again after a minute at most, and then has to be read.
const leastPatienceMs = 90 * secondMs;
// Words that change with every second would be written, and shown, with every second.
const ageStepMs = 10 * secondMs;

const nouns: Readonly<Record<string, string>> = { cluster: 'Clusters', machineGroup: 'machine groups', machine: 'Machines', node: 'Nodes', disruptionBudget: 'PodDisruptionBudgets' };

/**
 * The listings that a judgement of this cluster waits for, in words, and how long they are worth waiting for: as long
 * as the slowest of them may be silent before it is stale, and a retry with its listing at least.
 */
export function describeAwaited({ management, workload }: Pick<ClusterSnapshot, 'management' | 'workload'>, now: Date): Pick<Unseen, 'awaits' | 'patienceMs'> {
  const problems = [...management.problems, ...workload.problems];
  const patienceMs = Math.max(leastPatienceMs, ...problems.map(({ staleAfterMs }) => staleAfterMs ?? 0));
  const names = list([...new Set(problems.map(({ kind }) => nouns[kind] ?? `${kind}s`))].toSorted());
  const seenMs = problems.flatMap(({ observedAt }) => (observedAt === null ? [] : [Date.parse(observedAt)]));
  if (seenMs.length === 0) return { awaits: `${names} to be listed for the first time`, patienceMs };
  const ageMs = Math.floor((now.getTime() - Math.min(...seenMs)) / ageStepMs) * ageStepMs;
  return { awaits: `${names} to be listed again, last seen ${formatDuration(ageMs)} ago`, patienceMs };
}

function list(names: readonly string[]): string {
  if (names.length === 0) return 'all that is needed';
  return names.length === 1 ? names[0]! : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
