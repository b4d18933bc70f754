import { createHash } from 'node:crypto';
import type { Service } from '../fleet/catalog.ts';
import type { Random } from '../fleet/random.ts';
import type {
  DaemonSet,
  Deployment,
  Namespace,
  PodDisruptionBudget,
  PodTemplate,
  ReplicaSet,
  StatefulSet,
} from '../model/core-object.ts';
import { controllerOf, type ObjectMeta, timestamp } from '../model/kube-object.ts';

/** The image of a release of a service: its digest follows from its name, so every cluster agrees on it. */
export function imageOf(team: string, service: string, release: number): string {
  const digest = createHash('sha256').update(`${team}/${service}@${release}`).digest('hex');
  return `registry.example/${team}/${service}@sha256:${digest}`;
}

export function createNamespace(name: string, team: string | null, now: number, random: Random): Namespace {
  const labels = { 'kubernetes.io/metadata.name': name, ...(team ? { team } : {}) };
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, uid: random.uuid(), resourceVersion: '', creationTimestamp: timestamp(now), labels },
    spec: { finalizers: ['kubernetes'] },
    status: { phase: 'Active' },
  };
}

export function podTemplate(service: Service, release: number): PodTemplate {
  const labels = {
    'app.kubernetes.io/name': service.name,
    'app.kubernetes.io/part-of': service.team,
    'app.kubernetes.io/version': `2.${release}.0`,
  };
  return {
    metadata: { labels },
    spec: {
      containers: [
        {
          name: service.name,
          image: imageOf(service.team, service.name, release),
          imagePullPolicy: 'IfNotPresent',
          resources: { requests: { cpu: '100m', memory: '256Mi' } },
        },
      ],
      serviceAccountName: service.name,
      restartPolicy: 'Always',
      schedulerName: 'default-scheduler',
      terminationGracePeriodSeconds: 30,
    },
  };
}

function metadataOf(name: string, namespace: string, labels: Record<string, string>, now: number, random: Random): ObjectMeta {
  return { name, namespace, uid: random.uuid(), resourceVersion: '', generation: 1, creationTimestamp: timestamp(now), labels };
}

function nameLabels(name: string): Record<string, string> {
  return { 'app.kubernetes.io/name': name };
}

/** A Deployment and the ReplicaSet of its only revision; their status is for the controllers to fill. */
export function createDeployment(
  name: string,
  namespace: string,
  template: PodTemplate,
  replicas: number,
  now: number,
  random: Random,
): { deployment: Deployment; replicaSet: ReplicaSet } {
  const labels = template.metadata.labels;
  const deployment: Deployment = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { ...metadataOf(name, namespace, labels, now, random), annotations: { 'deployment.kubernetes.io/revision': '1' } },
    spec: { replicas, selector: { matchLabels: nameLabels(name) }, template, strategy: { type: 'RollingUpdate' } },
    status: { observedGeneration: 1, replicas: 0, updatedReplicas: 0, readyReplicas: 0, availableReplicas: 0, conditions: [] },
  };
  const hash = random.suffix(9);
  const withHash = { ...labels, 'pod-template-hash': hash };
  const replicaSet: ReplicaSet = {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: { ...metadataOf(`${name}-${hash}`, namespace, withHash, now, random), ownerReferences: [controllerOf(deployment)] },
    spec: {
      replicas,
      selector: { matchLabels: { ...nameLabels(name), 'pod-template-hash': hash } },
      template: { ...template, metadata: { labels: withHash } },
    },
    status: { observedGeneration: 1, replicas: 0, fullyLabeledReplicas: 0, readyReplicas: 0, availableReplicas: 0 },
  };
  return { deployment, replicaSet };
}

export function createStatefulSet(
  name: string,
  namespace: string,
  template: PodTemplate,
  replicas: number,
  now: number,
  random: Random,
): StatefulSet {
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: metadataOf(name, namespace, template.metadata.labels, now, random),
    spec: { replicas, serviceName: name, selector: { matchLabels: nameLabels(name) }, template },
    status: { observedGeneration: 1, replicas: 0, readyReplicas: 0, currentReplicas: 0, updatedReplicas: 0, availableReplicas: 0 },
  };
}

/** A DaemonSet of the cluster itself, in `kube-system`. */
export function createDaemonSet(name: string, image: string, now: number, random: Random): DaemonSet {
  const labels = nameLabels(name);
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: metadataOf(name, 'kube-system', labels, now, random),
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          containers: [{ name, image, imagePullPolicy: 'IfNotPresent', resources: {} }],
          serviceAccountName: name,
          restartPolicy: 'Always',
          schedulerName: 'default-scheduler',
          terminationGracePeriodSeconds: 30,
          hostNetwork: true,
          priorityClassName: 'system-node-critical',
        },
      },
    },
    status: {
      observedGeneration: 1,
      currentNumberScheduled: 0,
      desiredNumberScheduled: 0,
      numberAvailable: 0,
      numberMisscheduled: 0,
      numberReady: 0,
      updatedNumberScheduled: 0,
    },
  };
}

export function createBudget(
  name: string,
  namespace: string,
  limit: { minAvailable: number | string } | { maxUnavailable: number | string },
  now: number,
  random: Random,
): PodDisruptionBudget {
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: metadataOf(name, namespace, nameLabels(name), now, random),
    spec: { ...limit, selector: { matchLabels: nameLabels(name) } },
    status: { currentHealthy: 0, desiredHealthy: 0, disruptionsAllowed: 0, expectedPods: 0, observedGeneration: 1, conditions: [] },
  };
}
