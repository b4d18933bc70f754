import { compareKubernetesVersions } from '#lib/kernel/kubernetes-version.ts';
import type { Machine, Replicas, StatusVersion } from '../model/cluster-api-object.ts';
import type { Condition, ConditionStatus } from '../model/kube-object.ts';
import { isTrue, type Wanted } from '../objects/conditions.ts';

/** Counters over machines as v1beta2 counts them: by the Machine's own conditions. */
export function countReplicas(machines: readonly Machine[]): Replicas {
  const count = (type: string) => machines.filter(({ status }) => isTrue(status.conditions, type)).length;
  return {
    replicas: machines.length,
    readyReplicas: count('Ready'),
    availableReplicas: count('Available'),
    upToDateReplicas: count('UpToDate'),
  };
}

/** How many of each version there are, oldest version first. */
export function countVersions(versions: readonly string[]): StatusVersion[] {
  const counts = new Map<string, number>();
  for (const version of versions) counts.set(version, (counts.get(version) ?? 0) + 1);
  return [...counts].toSorted(([a], [b]) => compareKubernetesVersions(a, b)).map(([version, replicas]) => ({ version, replicas }));
}

/** At most three names, as Cluster API shortens lists (util/log ListToString). */
export function shortList(names: readonly string[]): string {
  const sorted = names.toSorted();
  const more = sorted.length - 3;
  return `${sorted.slice(0, 3).join(', ')}${more > 0 ? `, ... (${more} more)` : ''}`;
}

/**
 * One condition that sums up a condition of many machines: False when one of them is False, else
 * Unknown when one is, with messages grouped (util/conditions merge strategies).
 */
export function aggregate(
  target: string,
  source: string,
  machines: readonly Machine[],
  reasons: { good: string; bad: string; unknown: string },
): Wanted {
  if (machines.length === 0) return [target, true, 'NoReplicas'];
  const worst = new Map<ConditionStatus, Map<string, string[]>>();
  for (const { metadata, status } of machines) {
    const found = status.conditions.find(({ type }) => type === source);
    const state = found?.status ?? 'Unknown';
    const messages = worst.get(state) ?? new Map<string, string[]>();
    const message = found ? found.message : `Condition ${source} not yet reported`;
    messages.set(message, [...(messages.get(message) ?? []), metadata.name]);
    worst.set(state, messages);
  }
  const [state, reason]: [ConditionStatus, string] = worst.has('False')
    ? ['False', reasons.bad]
    : worst.has('Unknown')
      ? ['Unknown', reasons.unknown]
      : ['True', reasons.good];
  if (state === 'True') return [target, state, reason];
  const lines = [...worst.get(state)!].map(([message, names]) => `* Machine${names.length > 1 ? 's' : ''} ${shortList(names)}:\n${indent(message)}`);
  return [target, state, reason, lines.join('\n')];
}

export const readyReasons = { good: 'Ready', bad: 'NotReady', unknown: 'ReadyUnknown' };
export const upToDateReasons = { good: 'UpToDate', bad: 'NotUpToDate', unknown: 'UpToDateUnknown' };

/** The RollingOut condition over machines, with the reasons that their UpToDate conditions give. */
export function rollingOut(machines: readonly Machine[]): Wanted {
  const outdated = machines.flatMap(({ status }) => status.conditions.filter(({ type, status: value }) => type === 'UpToDate' && value === 'False'));
  if (outdated.length === 0) return ['RollingOut', false, 'NotRollingOut'];
  const reasons = [...new Set(outdated.flatMap(({ message }) => message.split('\n')))].toSorted();
  return ['RollingOut', true, 'RollingOut', [`Rolling out ${outdated.length} not up-to-date replicas`, ...reasons].join('\n')];
}

/** The ScalingUp and ScalingDown conditions; `staleMachines` are those that take long to go. */
export function scaling(current: number, desired: number, machines: readonly Machine[], now: number, join: string): Wanted[] {
  const stale = staleMachines(machines, now);
  const down = `Scaling down from ${current} to ${desired} replicas${stale ? `${join}\n* ${stale}` : ''}`;
  return [
    current > desired ? ['ScalingDown', true, 'ScalingDown', down] : ['ScalingDown', false, 'NotScalingDown'],
    current < desired
      ? ['ScalingUp', true, 'ScalingUp', `Scaling up from ${current} to ${desired} replicas`]
      : ['ScalingUp', false, 'NotScalingUp'],
  ];
}

/** Whether the machine has been going for more than 15 minutes: Cluster API then says so, with the likely cause. */
export function isStale({ metadata }: Machine, now: number): boolean {
  return metadata.deletionTimestamp !== undefined && now - Date.parse(metadata.deletionTimestamp) > 15 * 60_000;
}

/** Why a drain that has run for more than five minutes is slow; empty when that cannot be told. */
export function delayReasons(deleting: Condition | undefined, drainStarted: string | undefined, now: number): string[] {
  if (deleting?.reason !== 'DrainingNode' || !drainStarted || now - Date.parse(drainStarted) < 5 * 60_000) return [];
  const reasons: string[] = [];
  if (deleting.message.includes("cannot evict pod as it would violate the pod's disruption budget.")) reasons.push('PodDisruptionBudgets');
  if (deleting.message.includes('deletionTimestamp set, but still not removed from the Node')) reasons.push('Pods not terminating');
  return reasons;
}

function staleMachines(machines: readonly Machine[], now: number): string {
  const stale = machines.filter((machine) => isStale(machine, now));
  if (stale.length === 0) return '';
  const reasons = new Set(
    stale.flatMap(({ status }) =>
      delayReasons(status.conditions.find(({ type }) => type === 'Deleting'), status.deletion?.nodeDrainStartTime, now),
    ),
  );
  const subject = stale.length > 1 ? 'Machines' : 'Machine';
  const names = shortList(stale.map(({ metadata }) => metadata.name));
  const because = reasons.size > 0 ? `, delay likely due to ${[...reasons].join(', ')}` : '';
  return `${subject} ${names} ${stale.length > 1 ? 'are' : 'is'} in deletion since more than 15m${because}`;
}

/** Every line moved in by two spaces. */
export function indent(text: string): string {
  return text.replaceAll(/^/gm, '  ');
}
