import { createHash } from 'node:crypto';
import type { Random } from '../fleet/random.ts';
import type { Pod, PodCondition, PodTemplate } from '../model/core-object.ts';
import { type ConditionStatus, controllerOf, type KubeObject, timestamp } from '../model/kube-object.ts';

/** A pod that its owner has just made: not scheduled unless `nodeName` is given, as a DaemonSet's is soon. */
export function createPod(
  owner: KubeObject,
  template: PodTemplate,
  name: string,
  nodeName: string | null,
  now: number,
  random: Random,
): Pod {
  const pod: Pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: owner.metadata.namespace ?? 'kube-system',
      uid: random.uuid(),
      resourceVersion: '',
      creationTimestamp: timestamp(now),
      labels: template.metadata.labels,
      ownerReferences: [controllerOf(owner)],
    },
    spec: template.spec,
    status: { phase: 'Pending', conditions: [], qosClass: 'Burstable' },
  };
  return nodeName === null ? pod : schedulePod(pod, nodeName, now);
}

/** A static pod of the control plane as the API server shows it (kubernetes.io/config.mirror). */
export function createMirrorPod(component: string, version: string, node: KubeObject, now: number, random: Random): Pod {
  const hash = random.hex(32);
  const template: PodTemplate = {
    metadata: { labels: { component, tier: 'control-plane' } },
    spec: {
      containers: [{ name: component, image: `registry.example/kubernetes/${component}:${version}`, imagePullPolicy: 'IfNotPresent', resources: {} }],
      serviceAccountName: '',
      restartPolicy: 'Always',
      schedulerName: 'default-scheduler',
      terminationGracePeriodSeconds: 30,
      hostNetwork: true,
      priorityClassName: 'system-node-critical',
    },
  };
  const pod = createPod(node, template, `${component}-${node.metadata.name}`, node.metadata.name, now, random);
  const annotations = {
    'kubernetes.io/config.hash': hash,
    'kubernetes.io/config.mirror': hash,
    'kubernetes.io/config.seen': timestamp(now),
    'kubernetes.io/config.source': 'file',
  };
  return startPod({ ...pod, metadata: { ...pod.metadata, annotations } }, now, random);
}

/** The pod as bound to a node. */
export function schedulePod(pod: Pod, nodeName: string, now: number): Pod {
  return {
    ...pod,
    spec: { ...pod.spec, nodeName },
    status: { ...pod.status, startTime: timestamp(now), conditions: setPodConditions(pod.status.conditions, { PodScheduled: ['True'] }, now) },
  };
}

/** The pod with all its containers running and ready. */
export function startPod(pod: Pod, now: number, random: Random): Pod {
  const conditions = setPodConditions(
    pod.status.conditions,
    { PodReadyToStartContainers: ['True'], Initialized: ['True'], Ready: ['True'], ContainersReady: ['True'], PodScheduled: ['True'] },
    now,
  );
  const podIP = `192.168.${random.integer(0, 255)}.${random.integer(2, 254)}`;
  return {
    ...pod,
    status: {
      ...pod.status,
      phase: 'Running',
      conditions,
      podIP,
      containerStatuses: pod.spec.containers.map(({ name, image }) => ({
        name,
        image,
        imageID: image.includes('@') ? image : `${image.split(':')[0]}@sha256:${createHash('sha256').update(image).digest('hex')}`,
        containerID: `containerd://${random.hex(64)}`,
        ready: true,
        started: true,
        restartCount: 0,
        state: { running: { startedAt: timestamp(now) } },
        lastState: {},
      })),
    },
  };
}

/** The pod with its containers running again after a crash. */
export function runAgain(pod: Pod, now: number): Pod {
  const containerStatuses = pod.status.containerStatuses?.map((container) => ({
    ...container,
    ready: true,
    started: true,
    state: { running: { startedAt: timestamp(now) } },
  }));
  const conditions = setPodConditions(pod.status.conditions, { Ready: ['True'], ContainersReady: ['True'] }, now);
  return { ...pod, status: { ...pod.status, conditions, containerStatuses } };
}

/** Sets some of a pod's conditions and keeps the others. */
export function setPodConditions(
  previous: readonly PodCondition[],
  wanted: Record<string, readonly [status: ConditionStatus, reason?: string, message?: string]>,
  now: number,
): PodCondition[] {
  const kept = previous.filter(({ type }) => wanted[type] === undefined);
  const set = Object.entries(wanted).map(([type, [status, reason, message]]): PodCondition => {
    const before = previous.find((condition) => condition.type === type);
    const lastTransitionTime = before?.status === status ? before.lastTransitionTime : timestamp(now);
    return { type, status, lastTransitionTime, ...(reason ? { reason } : {}), ...(message ? { message } : {}) };
  });
  return [...kept, ...set];
}
