import { dayMs, minuteMs } from '#lib/kernel/duration.ts';
import {
  budgetStatus,
  daemonSetStatus,
  replicaSetStatus,
  statefulSetStatus,
  workloadDeploymentStatus,
} from '../controllers/workload-status.ts';
import type { Node, Pod, PodTemplate } from '../model/core-object.ts';
import type { KubeObject } from '../model/kube-object.ts';
import { createMirrorPod, createPod, startPod } from '../objects/pod.ts';
import { createBudget, createDaemonSet, createDeployment, createNamespace, createStatefulSet, podTemplate } from '../objects/workload.ts';
import type { ObjectStore } from '../store/object-store.ts';
import { neverDisrupted, type Service } from './catalog.ts';
import type { ClusterPlan } from './plan-fleet.ts';
import type { Random } from './random.ts';

/** The parts of a control plane that run as static pods. */
export const controlPlaneComponents = ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler'] as const;

/** Seeds what runs in one cluster: its system pods, its services and their budgets. */
export function generateWorkloads(plan: ClusterPlan, store: ObjectStore, nodes: readonly Node[], epoch: number, random: Random): void {
  const bornAt = epoch - (plan.oldestDays + 20) * dayMs;
  const teams = new Set(plan.services.map(({ team }) => team));
  for (const name of ['default', 'kube-node-lease', 'kube-public', 'kube-system']) store.seed('namespaces', createNamespace(name, null, bornAt, random));
  for (const team of teams) store.seed('namespaces', createNamespace(team, team, bornAt, random));
  const workers = nodes.filter(({ metadata, spec }) => metadata.labels?.['node-role.kubernetes.io/control-plane'] === undefined && !spec.unschedulable);
  const placed = { next: random.integer(0, 1000) };
  const place = (): Node | null => (workers.length === 0 ? null : workers[placed.next++ % workers.length]!);
  const run = (owner: KubeObject, template: PodTemplate, name: string, node: Node | null): Pod => {
    const since = Math.max(Date.parse(owner.metadata.creationTimestamp), node ? Date.parse(node.metadata.creationTimestamp) : 0) + random.integer(1, 60) * minuteMs;
    const at = Math.min(since, epoch - minuteMs);
    const pod = createPod(owner, template, name, node?.metadata.name ?? null, at, random);
    const started = node ? startPod(pod, at, random) : pod;
    store.seed('pods', started);
    return started;
  };
  if (!plan.light) generateSystem(plan, store, nodes, bornAt, random, run);
  const share = Math.max(1, Math.floor(workers.length / Math.max(1, plan.services.length)));
  for (const service of plan.services) {
    const replicas = plan.light ? share : plan.environment === 'prod' ? service.replicas + 3 : plan.environment === 'edge' ? 2 : service.replicas;
    const onStuckNode = plan.stuck && service.name === 'checkout' ? nodes.find(({ spec }) => spec.unschedulable) : undefined;
    const pods = generateService(plan, service, replicas, store, epoch, random, (owner, template, name, index) =>
      run(owner, template, name, index === 0 && onStuckNode ? onStuckNode : place()),
    );
    generateBudget(plan, service, pods, store, epoch, random);
  }
}

function generateSystem(
  plan: ClusterPlan,
  store: ObjectStore,
  nodes: readonly Node[],
  bornAt: number,
  random: Random,
  run: (owner: KubeObject, template: PodTemplate, name: string, node: Node) => Pod,
): void {
  for (const name of ['kube-proxy', 'node-exporter']) {
    const version = name === 'kube-proxy' ? plan.controlPlaneVersion : 'v1.10.2';
    const set = createDaemonSet(name, `registry.example/kubernetes/${name}:${version}`, bornAt, random);
    const pods = nodes.map((node) => run(set, set.spec.template, `${name}-${random.suffix(5)}`, node));
    set.status = daemonSetStatus(set, pods, nodes);
    store.seed('daemonsets', set);
  }
  for (const node of nodes) {
    if (node.metadata.labels?.['node-role.kubernetes.io/control-plane'] === undefined) continue;
    for (const component of controlPlaneComponents) {
      store.seed('pods', createMirrorPod(component, plan.controlPlaneVersion, node, Date.parse(node.metadata.creationTimestamp), random));
    }
  }
}

function generateService(
  plan: ClusterPlan,
  service: Service,
  replicas: number,
  store: ObjectStore,
  epoch: number,
  random: Random,
  run: (owner: KubeObject, template: PodTemplate, name: string, index: number) => Pod,
): Pod[] {
  // Newer releases reach dev first and the edge last.
  const release = { dev: 18, staging: 17, prod: 16, edge: 13 }[plan.environment] - random.integer(0, 2);
  const template = podTemplate(service, release);
  const bornAt = epoch - random.integer(1, 40) * dayMs;
  if (service.kind === 'StatefulSet') {
    const set = createStatefulSet(service.name, service.team, template, replicas, bornAt, random);
    const pods = Array.from({ length: replicas }, (_, index) => run(set, template, `${service.name}-${index}`, index));
    set.status = statefulSetStatus(set, pods);
    store.seed('statefulsets', set);
    return pods;
  }
  const { deployment, replicaSet } = createDeployment(service.name, service.team, template, replicas, bornAt, random);
  const pods = Array.from({ length: replicas }, (_, index) =>
    run(replicaSet, replicaSet.spec.template, `${replicaSet.metadata.name}-${random.suffix(5)}`, index),
  );
  replicaSet.status = replicaSetStatus(replicaSet, pods);
  deployment.status = workloadDeploymentStatus(deployment, replicaSet, bornAt);
  store.seed('replicasets', replicaSet);
  store.seed('deployments', deployment);
  return pods;
}

function generateBudget(plan: ClusterPlan, service: Service, pods: readonly Pod[], store: ObjectStore, epoch: number, random: Random): void {
  const never = neverDisrupted.has(`${plan.name}/${service.name}`) || (plan.stuck && service.name === 'checkout');
  if (!never && (pods.length < 2 || random.next() < 0.15)) return;
  const limit = never ? { minAvailable: pods.length } : random.next() < 0.3 ? { minAvailable: '50%' } : { maxUnavailable: 1 };
  const budget = createBudget(service.name, service.team, limit, epoch - 30 * dayMs, random);
  budget.status = budgetStatus(budget, pods, pods.length, epoch - 10 * minuteMs);
  store.seed('poddisruptionbudgets', budget);
}
