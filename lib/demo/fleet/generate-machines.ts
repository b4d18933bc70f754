import { dayMs, hourMs, minuteMs } from '#lib/kernel/duration.ts';
import { clusterStatus, controlPlaneStatus, deploymentStatus, healthCheckStatus, setStatus } from '../controllers/group-status.ts';
import { type MachineFacts, machineStatus } from '../controllers/machine-status.ts';
import { pauseReason, withPaused } from '../controllers/paused.ts';
import { countVersions } from '../controllers/summary.ts';
import { type TopologyPending, upgradeProgress } from '../controllers/upgrade-progress.ts';
import {
  type Cluster,
  controlPlaneLabel,
  type KubeadmControlPlane,
  type Machine,
  type MachineDeployment,
  type MachinePool,
  type MachineSet,
} from '../model/cluster-api-object.ts';
import type { Node } from '../model/core-object.ts';
import { controllerOf, timestamp } from '../model/kube-object.ts';
import {
  createCluster,
  createControlPlane,
  createHealthCheck,
  createMachineDeployment,
  createMachinePool,
  createMachineSet,
} from '../objects/cluster.ts';
import { createMachine, providerIdOf } from '../objects/machine.ts';
import { createNode, nodeConditions, nodeSeedOf } from '../objects/node.ts';
import type { ObjectStore } from '../store/object-store.ts';
import type { ClusterPlan } from './plan-fleet.ts';
import type { Random } from './random.ts';

/** How long ago the stuck machine began to go, and the unreachable cluster was last reached. */
const stuckForMs = 3 * hourMs;
export const unreachableForMs = 2 * hourMs;

/** Seeds the Cluster API objects and the nodes of one cluster; returns its nodes. */
export function generateMachines(
  plan: ClusterPlan,
  management: ObjectStore | null,
  workload: ObjectStore,
  epoch: number,
  random: Random,
): Node[] {
  if (!management) return generateBareNodes(plan, workload, epoch, random);
  const bornAt = epoch - plan.oldestDays * dayMs - random.integer(1, 90) * dayMs;
  const cluster = createCluster(plan, plan.topology ? `${plan.name}-${random.suffix(5)}` : `${plan.name}-control-plane`, bornAt, random);
  const plane = createControlPlane(plan, { name: cluster.spec.controlPlaneRef.name }, bornAt, random);
  plane.metadata.ownerReferences = [controllerOf(cluster)];
  const nodes: Node[] = [];
  const grow = (owner: KubeadmControlPlane | MachineSet, count: number, age: () => number, facts: Partial<MachineFacts> = {}): Machine[] =>
    Array.from({ length: count }, (_, index) => {
      const zone = plan.region.zones[index % plan.region.zones.length]!;
      const { machine, node } = settledMachine(plan, cluster, owner, zone, epoch, epoch - age(), facts, random);
      nodes.push(node);
      return machine;
    });
  const settledAge = () => Math.round(plan.oldestDays * dayMs * (0.55 + 0.45 * random.next()) + random.integer(60, 3000) * 1000);

  const controlMachines = grow(plane, plan.controlPlaneReplicas, settledAge);
  const workers: Machine[] = [];
  const groups: { group: MachineDeployment; sets: MachineSet[]; machines: Machine[] }[] = [];
  const pools: MachinePool[] = [];
  for (const workerPlan of plan.workers) {
    if (workerPlan.pool) {
      const { pool, poolNodes } = generatePool(plan, workerPlan, bornAt, random, settledAge, epoch);
      pools.push(pool);
      nodes.push(...poolNodes);
      continue;
    }
    const group = createMachineDeployment(plan, workerPlan, bornAt, random);
    group.metadata.ownerReferences = [{ ...controllerOf(cluster), controller: false }];
    const set = createMachineSet(group, workerPlan.replicas, 1, bornAt, random);
    const made = grow(set, workerPlan.replicas, settledAge);
    const sets = [set];
    if (plan.stuck && groups.length === 0) {
      const after = timestamp(epoch - stuckForMs - 10 * minuteMs);
      group.spec.rollout.after = after;
      const wanted = cluster.spec.topology?.workers.machineDeployments?.[0];
      if (wanted) wanted.rollout = { after };
      set.spec.replicas -= 1;
      const next = createMachineSet(group, 1, 2, epoch - stuckForMs - 9 * minuteMs, random);
      sets.push(next);
      const outdated = ['MachineDeployment spec.rolloutAfter expired'];
      made.splice(0, made.length, ...made.map((machine, index) => (index === 0 ? stuckMachine(machine, nodes, epoch) : restated(machine, nodes, { outdated }, epoch))));
      made.push(...grow(next, 1, () => stuckForMs + 8 * minuteMs));
    }
    groups.push({ group, sets, machines: made });
    workers.push(...made);
  }

  const machines = [...controlMachines, ...workers];
  const reachable = !plan.unreachable;
  const lastProbe = epoch - unreachableForMs;
  const settledAt = plan.unreachable ? lastProbe : epoch - 30 * minuteMs;
  plane.status = controlPlaneStatus(plane, controlMachines, settledAt);
  for (const { group, sets, machines: made } of groups) {
    for (const set of sets) {
      set.status = setStatus(set, made.filter(({ metadata }) => metadata.ownerReferences?.[0]?.uid === set.metadata.uid), settledAt);
      management.seed('machinesets', paused(cluster, set, epoch));
    }
    group.status = deploymentStatus(group, sets, made, settledAt);
    management.seed('machinedeployments', paused(cluster, group, epoch));
  }
  for (const pool of pools) management.seed('machinepools', pool);
  const parts = { controlPlane: plane, deployments: groups.map(({ group }) => group), pools, machines, reachable, lastProbe, topologyPending: deferredUpgrade(plan, groups) };
  cluster.status = clusterStatus(cluster, parts, settledAt);
  if (plan.paused) cluster.metadata.generation = 2;
  for (const machine of machines) management.seed('machines', paused(cluster, machine, epoch));
  management.seed('kubeadmcontrolplanes', paused(cluster, plane, epoch));
  management.seed('clusters', paused(cluster, cluster, epoch));
  if (plan.healthChecks) {
    const selectors: [string, Record<string, string>][] = [
      [plane.metadata.name, { [controlPlaneLabel]: '' }],
      ...groups.map(({ group }): [string, Record<string, string>] => [group.metadata.name, group.spec.selector.matchLabels ?? {}]),
    ];
    for (const [name, matchLabels] of selectors) {
      const check = createHealthCheck(plan, name, { matchLabels: { 'cluster.x-k8s.io/cluster-name': plan.name, ...matchLabels } }, bornAt, random);
      check.status = healthCheckStatus(check, machines, settledAt);
      management.seed('machinehealthchecks', paused(cluster, check, epoch));
    }
  }
  for (const node of nodes) workload.seed('nodes', node);
  return nodes;
}

function deferredUpgrade(plan: ClusterPlan, groups: readonly { group: MachineDeployment }[]): TopologyPending | null {
  if (!plan.topology || plan.workerVersion === plan.controlPlaneVersion) return null;
  return upgradeProgress(plan.controlPlaneVersion, { plane: null, upgrading: [], pending: [], deferred: groups.map(({ group }) => group.metadata.name) });
}

function paused<T extends Parameters<typeof withPaused>[0]>(cluster: Cluster, object: T, now: number): T {
  const reason = pauseReason(cluster, object);
  return reason === null ? object : withPaused(object, reason, now - 26 * hourMs);
}

/** A machine that has long been running, and its node. */
function settledMachine(
  plan: ClusterPlan,
  cluster: Cluster,
  owner: KubeadmControlPlane | MachineSet,
  zone: string,
  epoch: number,
  createdAt: number,
  facts: Partial<MachineFacts>,
  random: Random,
): { machine: Machine; node: Node } {
  const machine = createMachine(cluster, owner, zone, createdAt, random);
  machine.spec.providerID = providerIdOf(machine, random);
  machine.spec.bootstrap.dataSecretName = machine.metadata.name;
  machine.metadata.generation = 3;
  const joinedAt = createdAt + 3 * minuteMs;
  const node = createNode(nodeSeedOf(machine, plan.region.name, plan.image), true, joinedAt, random);
  const isControlPlane = owner.kind === 'KubeadmControlPlane';
  machine.status = {
    ...machine.status,
    initialization: { bootstrapDataSecretCreated: true, infrastructureProvisioned: true },
    nodeRef: { name: node.metadata.name },
    nodeInfo: node.status.nodeInfo,
    addresses: node.status.addresses,
    ...(isControlPlane ? { certificatesExpiryDate: timestamp(createdAt + 365 * dayMs) } : {}),
  };
  const all = { ...calmFacts(node, plan.healthChecks), ...facts };
  machine.status = machineStatus(machine, all, joinedAt);
  if (plan.unreachable) {
    const lastProbe = epoch - unreachableForMs;
    machine.status = machineStatus(machine, { ...all, reachable: false, lastProbe }, lastProbe + minuteMs);
    node.status.conditions = nodeConditions('Unknown', node.status.conditions, lastProbe);
  }
  return { machine, node };
}

function calmFacts(node: Node | null, healthChecked: boolean): MachineFacts {
  return { node, reachable: true, lastProbe: 0, outdated: [], deleting: null, healthChecked, paused: null };
}

function restated(machine: Machine, nodes: readonly Node[], facts: Partial<MachineFacts>, epoch: number): Machine {
  const node = nodes.find(({ metadata }) => metadata.name === machine.metadata.name) ?? null;
  return { ...machine, status: machineStatus(machine, { ...calmFacts(node, true), ...facts }, epoch - stuckForMs) };
}

/** The machine whose drain has waited for three hours; its node is cordoned. */
function stuckMachine(machine: Machine, nodes: readonly Node[], epoch: number): Machine {
  const node = nodes.find(({ metadata }) => metadata.name === machine.metadata.name)!;
  node.spec.unschedulable = true;
  node.spec.taints = [{ key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule', timeAdded: timestamp(epoch - stuckForMs) }];
  const started = timestamp(epoch - stuckForMs);
  const leaving: Machine = {
    ...machine,
    metadata: { ...machine.metadata, generation: 4, deletionTimestamp: started, deletionGracePeriodSeconds: 0 },
    status: { ...machine.status, deletion: { nodeDrainStartTime: started } },
  };
  const deleting = { reason: 'DrainingNode', message: `Drain not completed yet (started at ${started}):` };
  return { ...leaving, status: machineStatus(leaving, { ...calmFacts(node, true), outdated: ['MachineDeployment spec.rolloutAfter expired'], deleting }, epoch - stuckForMs) };
}

function generatePool(
  plan: ClusterPlan,
  workerPlan: ClusterPlan['workers'][number],
  bornAt: number,
  random: Random,
  age: () => number,
  epoch: number,
): { pool: MachinePool; poolNodes: Node[] } {
  const pool = createMachinePool(plan, workerPlan, bornAt, random);
  const poolNodes = Array.from({ length: workerPlan.replicas }, (_, index) => {
    const zone = plan.region.zones[index % plan.region.zones.length]!;
    const name = `${pool.metadata.name}-${random.suffix(5)}`;
    const providerId = `${plan.region.provider.toLowerCase()}:///${zone}/${random.hex(17)}`;
    return createNode({ name, version: plan.workerVersion, providerId, controlPlane: false, zone, region: plan.region.name, image: plan.image, annotations: {} }, true, epoch - age(), random);
  });
  const count = workerPlan.replicas;
  pool.spec.providerIDList = poolNodes.map(({ spec }) => spec.providerID ?? '');
  pool.status = {
    ...pool.status,
    replicas: count,
    readyReplicas: count,
    availableReplicas: count,
    upToDateReplicas: count,
    nodeRefs: poolNodes.map(({ metadata }) => ({ apiVersion: 'v1', kind: 'Node', name: metadata.name, uid: metadata.uid })),
    versions: countVersions(poolNodes.map(() => plan.workerVersion)),
  };
  return { pool, poolNodes };
}

/** The nodes of a cluster that Cluster API knows nothing of. */
function generateBareNodes(plan: ClusterPlan, workload: ObjectStore, epoch: number, random: Random): Node[] {
  const roles = [...Array.from({ length: plan.controlPlaneReplicas }, () => true), ...Array.from({ length: 6 }, () => false)];
  return roles.map((controlPlane, index) => {
    const zone = plan.region.zones[index % plan.region.zones.length]!;
    const name = `${plan.name}-${controlPlane ? 'control' : 'worker'}-${index + 1}`;
    const seed = { name, version: plan.workerVersion, providerId: null, controlPlane, zone, region: plan.region.name, image: plan.image, annotations: {} };
    const node = createNode(seed, true, epoch - random.integer(40, 75) * dayMs, random);
    workload.seed('nodes', node);
    return node;
  });
}
