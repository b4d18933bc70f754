import type { Condition, KubeObject } from '../model/kube-object.ts';
import type { Machine } from '../model/cluster-api-object.ts';
import { unreachableForMs } from '../fleet/generate-machines.ts';
import type { Kinds, Plural } from '../store/kinds.ts';
import { matchesSelector } from '../store/selectors.ts';
import { clusterStatus, controlPlaneStatus, deploymentStatus, healthCheckStatus, setStatus } from './group-status.ts';
import { machineStatus } from './machine-status.ts';
import { controlPlaneReasons, machineSetReasons } from './outdated.ts';
import { pauseReason, withPaused } from './paused.ts';
import type { TopologyPending } from './upgrade-progress.ts';
import { budgetStatus, daemonSetStatus, replicaSetStatus, statefulSetStatus, workloadDeploymentStatus } from './workload-status.ts';
import type { World } from './world.ts';

/** Brings the status of every object of a Cluster API cluster up to date, from machines up to the Cluster. */
export function reconcileManagedStatus(world: World, topologyPending: TopologyPending | null, epoch: number): void {
  const { cluster, now } = world;
  const plane = world.controlPlane;
  if (!cluster || !plane) return;
  const reachable = !world.plan.unreachable;
  const lastProbe = epoch - unreachableForMs;
  const facts = {
    reachable,
    lastProbe,
    healthChecked: world.healthChecks.length > 0,
    paused: null,
  };
  for (const machine of world.machines) {
    observe(world, 'machines', machine, () => {
      const node = machine.status.nodeRef ? (world.workload.get('nodes', `/${machine.status.nodeRef.name}`) ?? null) : null;
      return machineStatus(machine, { ...facts, node, outdated: outdatedReasons(world, machine), deleting: deletionOf(machine) }, now);
    });
  }
  for (const set of world.sets) observe(world, 'machinesets', set, () => setStatus(set, world.machinesOf(set), now));
  for (const group of world.deployments) {
    const sets = world.setsOf(group);
    const machines = sets.flatMap((set) => world.machinesOf(set));
    observe(world, 'machinedeployments', group, () => deploymentStatus(group, sets, machines, now));
  }
  observe(world, 'kubeadmcontrolplanes', plane, () => controlPlaneStatus(plane, world.machinesOf(plane), now));
  for (const check of world.healthChecks) observe(world, 'machinehealthchecks', check, () => healthCheckStatus(check, world.machines, now));
  const { controlPlane = plane, deployments, pools, machines } = world;
  observe(world, 'clusters', cluster, () =>
    clusterStatus(cluster, { controlPlane, deployments, pools, machines, reachable, lastProbe, topologyPending }, now),
  );
}

/** Brings the status of what runs in a cluster up to date: owners of pods, then budgets. */
export function reconcileWorkloadStatus(world: World): void {
  const store = world.workload;
  const pods = store.list('pods');
  const nodes = store.list('nodes');
  const podsOf = (uid: string) => pods.filter(({ metadata }) => metadata.ownerReferences?.[0]?.uid === uid);
  for (const set of store.list('replicasets')) store.put('replicasets', { ...set, status: replicaSetStatus(set, podsOf(set.metadata.uid)) });
  const sets = store.list('replicasets');
  for (const deployment of store.list('deployments')) {
    const set = sets.find(({ metadata }) => metadata.ownerReferences?.[0]?.uid === deployment.metadata.uid);
    store.put('deployments', { ...deployment, status: workloadDeploymentStatus(deployment, set, world.now) });
  }
  for (const set of store.list('statefulsets')) store.put('statefulsets', { ...set, status: statefulSetStatus(set, podsOf(set.metadata.uid)) });
  for (const set of store.list('daemonsets')) store.put('daemonsets', { ...set, status: daemonSetStatus(set, podsOf(set.metadata.uid), nodes) });
  const owners = [...sets, ...store.list('statefulsets')];
  for (const budget of store.list('poddisruptionbudgets')) {
    const selects = ({ metadata }: KubeObject) =>
      metadata.namespace === budget.metadata.namespace && matchesSelector(budget.spec.selector, metadata.labels);
    const expected = owners.filter(selects).reduce((sum, { spec }) => sum + spec.replicas, 0);
    store.put('poddisruptionbudgets', { ...budget, status: budgetStatus(budget, pods.filter(selects), expected, world.now) });
  }
}

type Observed = Extract<Plural, 'machines' | 'machinesets' | 'machinedeployments' | 'kubeadmcontrolplanes' | 'machinehealthchecks' | 'clusters'>;

/** Stores a new status; of a paused object only the Paused condition changes. */
function observe<P extends Observed>(world: World, plural: P, object: Kinds[P] & { status: { conditions: Condition[] } }, status: () => Kinds[P]['status']): void {
  const reason = pauseReason(world.cluster!, object);
  world.put(plural, reason === null ? { ...object, status: status() } : withPaused(object, reason, world.now));
}

function outdatedReasons(world: World, machine: Machine): string[] {
  const plane = world.controlPlane;
  const owner = machine.metadata.ownerReferences?.[0];
  if (plane && owner?.uid === plane.metadata.uid) return controlPlaneReasons(plane, machine, world.now);
  const set = world.sets.find(({ metadata }) => metadata.uid === owner?.uid);
  const group = set && world.deployments.find(({ metadata }) => metadata.uid === set.metadata.ownerReferences?.[0]?.uid);
  return set && group ? machineSetReasons(group, set, world.now) : [];
}

/** What `reconcileDeletion` has said of a machine that is going. */
function deletionOf({ metadata, status }: Machine): { reason: string; message: string } | null {
  if (!metadata.deletionTimestamp) return null;
  const said = status.conditions.find(({ type, status: value }) => type === 'Deleting' && value === 'True');
  return said ? { reason: said.reason, message: said.message } : { reason: 'Deleting', message: 'Deletion started' };
}
