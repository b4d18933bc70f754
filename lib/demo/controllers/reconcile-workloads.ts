import { controlPlaneComponents } from '../fleet/generate-workloads.ts';
import { isPodReady, type Node, type Pod, type PodTemplate } from '../model/core-object.ts';
import { isControlledBy, type KubeObject, keyOf, timestamp } from '../model/kube-object.ts';
import { createMirrorPod, createPod, runAgain, schedulePod, setPodConditions, startPod } from '../objects/pod.ts';
import { readinessOf } from '../objects/node.ts';
import type { World } from './world.ts';

/** How long a pod takes to start, to stop (at most) and to come back after a crash, in milliseconds of demo time. */
const startMs = 1800;
const stopMs = 4000;
const restartMs = 5000;

/** Keeps pods as their owners want them: made, scheduled, started, stopped, gone with their nodes. */
export function reconcileWorkloads(world: World): void {
  const store = world.workload;
  const nodes = new Map(store.list('nodes').map((node) => [node.metadata.name, node]));
  reconcilePods(world, nodes);
  const pods = store.list('pods');
  const byOwner = new Map<string, Pod[]>();
  for (const pod of pods) {
    const owner = pod.metadata.ownerReferences?.[0]?.uid ?? '';
    const known = byOwner.get(owner);
    if (known) known.push(pod);
    else byOwner.set(owner, [pod]);
  }
  const make = (owner: KubeObject, template: PodTemplate, name: string, node: string | null): void => {
    store.put('pods', createPod(owner, template, name, node, world.now, world.random));
  };
  for (const deployment of store.list('deployments')) {
    const set = store.list('replicasets').find((candidate) => isControlledBy(candidate, deployment.metadata.uid));
    if (set && set.spec.replicas !== deployment.spec.replicas) {
      const metadata = { ...set.metadata, generation: (set.metadata.generation ?? 1) + 1 };
      store.put('replicasets', { ...set, metadata, spec: { ...set.spec, replicas: deployment.spec.replicas } });
    }
  }
  for (const set of store.list('replicasets')) {
    const living = (byOwner.get(set.metadata.uid) ?? []).filter(({ metadata }) => !metadata.deletionTimestamp);
    for (let count = living.length; count < set.spec.replicas; count += 1) make(set, set.spec.template, `${set.metadata.name}-${world.random.suffix(5)}`, null);
    for (const pod of living.slice(set.spec.replicas)) stop(world, pod);
  }
  for (const set of store.list('statefulsets')) {
    const own = byOwner.get(set.metadata.uid) ?? [];
    for (let index = 0; index < set.spec.replicas; index += 1) {
      const name = `${set.metadata.name}-${index}`;
      if (!own.some(({ metadata }) => metadata.name === name)) make(set, set.spec.template, name, null);
    }
    for (const pod of own) if (Number(pod.metadata.name.split('-').at(-1)) >= set.spec.replicas) stop(world, pod);
  }
  for (const set of store.list('daemonsets')) {
    const covered = new Set((byOwner.get(set.metadata.uid) ?? []).map(({ spec }) => spec.nodeName));
    for (const name of nodes.keys()) if (!covered.has(name)) make(set, set.spec.template, `${set.metadata.name}-${world.random.suffix(5)}`, name);
  }
  if (world.plan.light) return;
  for (const node of nodes.values()) {
    const first = `kube-system/${controlPlaneComponents[0]}-${node.metadata.name}`;
    if (!isControlPlane(node) || readinessOf(node) !== 'True' || store.get('pods', first)) continue;
    for (const component of controlPlaneComponents) {
      store.put('pods', createMirrorPod(component, node.status.nodeInfo.kubeletVersion, node, world.now, world.random));
    }
  }
}

function reconcilePods(world: World, nodes: ReadonlyMap<string, Node>): void {
  const store = world.workload;
  const load = new Map<string, number>();
  for (const { spec } of store.list('pods')) if (spec.nodeName) load.set(spec.nodeName, (load.get(spec.nodeName) ?? 0) + 1);
  for (const pod of store.list('pods')) {
    const { metadata, spec, status } = pod;
    const node = spec.nodeName === undefined ? undefined : nodes.get(spec.nodeName);
    if (spec.nodeName !== undefined && !node) {
      store.remove('pods', keyOf(pod));
    } else if (metadata.deletionTimestamp) {
      // Some stop at once and some take their time, always the same for the same pod.
      const stopping = stopMs * (0.25 + 0.75 * (Number.parseInt(metadata.uid.slice(0, 2), 16) / 255));
      if (!node || world.timers.over(`${metadata.uid}/stop`, stopping)) store.remove('pods', keyOf(pod));
    } else if (!node) {
      schedule(world, pod, nodes, load);
    } else if (status.phase === 'Running' && !isPodReady(pod)) {
      const restarts = status.containerStatuses?.[0]?.restartCount ?? 0;
      if (world.timers.over(`${metadata.uid}/restart/${restarts}`, restartMs)) store.put('pods', runAgain(pod, world.now));
    } else if (status.phase === 'Pending') {
      if (readinessOf(node) === 'True' && world.timers.over(`${metadata.uid}/start`, startMs)) store.put('pods', startPod(pod, world.now, world.random));
    }
  }
}

/** Binds a pod to the ready node with the fewest pods; says Unschedulable when there is none. */
function schedule(world: World, pod: Pod, nodes: ReadonlyMap<string, Node>, load: Map<string, number>): void {
  const able = [...nodes.values()].filter((node) => readinessOf(node) === 'True' && !node.spec.unschedulable && !isControlPlane(node));
  if (able.length === 0) {
    const message = `0/${nodes.size} nodes are available: ${nodes.size} node(s) were unschedulable.`;
    const conditions = setPodConditions(pod.status.conditions, { PodScheduled: ['False', 'Unschedulable', message] }, world.now);
    world.put('pods', { ...pod, status: { ...pod.status, conditions } });
    return;
  }
  const name = able.map(({ metadata }) => metadata.name).toSorted((a, b) => (load.get(a) ?? 0) - (load.get(b) ?? 0))[0]!;
  load.set(name, (load.get(name) ?? 0) + 1);
  world.put('pods', schedulePod(pod, name, world.now));
}

function stop(world: World, pod: Pod): void {
  if (pod.metadata.deletionTimestamp) return;
  const grace = pod.spec.terminationGracePeriodSeconds;
  world.put('pods', { ...pod, metadata: { ...pod.metadata, deletionTimestamp: timestamp(world.now + grace * 1000), deletionGracePeriodSeconds: grace } });
}

function isControlPlane({ metadata }: Node): boolean {
  return metadata.labels?.['node-role.kubernetes.io/control-plane'] !== undefined;
}
