import type { Node, Pod } from '../model/core-object.ts';
import { timestamp } from '../model/kube-object.ts';
import { StatusError } from '../server/status.ts';
import { budgetViolation, evictPod } from './evict.ts';
import { shortList } from './summary.ts';
import type { World } from './world.ts';

/** A drain that waits is looked at anew this often, for what its status says of the time that it takes. */
const lookAgainMs = 60_000;

/**
 * Cordons a node and evicts its pods, all but those of DaemonSets and static ones. Returns what the
 * Deleting condition says of it; empty once the node is drained (core/reconcilers/machine/drain).
 */
export function drainNode(world: World, node: Node, startedAt: string): string {
  cordon(world, node);
  const pods = world.workload.list('pods').filter((pod) => pod.spec.nodeName === node.metadata.name && isDrained(pod));
  if (pods.length === 0) return '';
  world.timers.over(`${node.metadata.uid}/drain/${Math.floor(world.now / lookAgainMs)}`, lookAgainMs);
  const failures = new Map<string, string[]>();
  const leaving: string[] = [];
  for (const pod of pods) {
    const name = `${pod.metadata.namespace}/${pod.metadata.name}`;
    if (pod.metadata.deletionTimestamp) {
      leaving.push(name);
      continue;
    }
    try {
      evictPod(world.workload, pod.metadata.namespace ?? '', pod.metadata.name, world.now);
      leaving.push(name);
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      const causes = (error.details?.causes ?? []).map(({ message }) => message).join(',');
      const text = error.code === 429 ? `${budgetViolation.replace('Cannot', 'cannot')} ${causes}` : `failed to evict Pod, ${error.message}`;
      failures.set(text, [...(failures.get(text) ?? []), name]);
    }
  }
  const noun = (names: readonly string[]) => (names.length > 1 ? 'Pods' : 'Pod');
  const lines = [`Drain not completed yet (started at ${startedAt}):`];
  if (leaving.length > 0) lines.push(`* ${noun(leaving)} ${shortList(leaving)}: deletionTimestamp set, but still not removed from the Node`);
  for (const [text, names] of [...failures].toSorted(([a], [b]) => (a < b ? -1 : 1)).slice(0, 5)) lines.push(`* ${noun(names)} ${shortList(names)}: ${text}`);
  return lines.join('\n');
}

function cordon(world: World, node: Node): void {
  if (node.spec.unschedulable) return;
  const taint = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' as const, timeAdded: timestamp(world.now) };
  world.put('nodes', { ...node, spec: { ...node.spec, unschedulable: true, taints: [...(node.spec.taints ?? []), taint] } });
}

/** DaemonSet pods and mirror pods stay until the node goes. */
function isDrained({ metadata }: Pod): boolean {
  const owner = metadata.ownerReferences?.[0]?.kind;
  return owner !== 'DaemonSet' && owner !== 'Node' && metadata.annotations?.['kubernetes.io/config.mirror'] === undefined;
}
