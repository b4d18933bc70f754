import type { FleetCluster } from '../fleet/demo-fleet.ts';
import type { Random } from '../fleet/random.ts';
import type { Cluster, KubeadmControlPlane, Machine, MachineDeployment, MachineHealthCheck, MachinePool, MachineSet } from '../model/cluster-api-object.ts';
import { isControlledBy, type KubeObject, keyOf } from '../model/kube-object.ts';
import { isClusterApiGroup, type Kinds, type Plural } from '../store/kinds.ts';
import type { ObjectStore } from '../store/object-store.ts';
import type { Timers } from './timers.ts';

/** One cluster as its controllers see it: both API servers, the time, and timers of its own. */
export class World {
  readonly name: string;
  readonly now: number;
  readonly random: Random;
  readonly plan: FleetCluster['plan'];
  readonly workload: ObjectStore;
  readonly timers: Timers;
  readonly #management: ObjectStore | null;
  readonly #key: string;

  constructor(cluster: FleetCluster, now: number, timers: Timers, random: Random) {
    this.name = cluster.plan.name;
    this.now = now;
    this.random = random;
    this.plan = cluster.plan;
    this.workload = cluster.workload.store;
    this.timers = timers;
    this.#management = cluster.management?.store ?? null;
    this.#key = cluster.key;
  }

  get cluster(): Cluster | undefined {
    return this.#management?.get('clusters', this.#key);
  }

  get controlPlane(): KubeadmControlPlane | undefined {
    return this.#of('kubeadmcontrolplanes')[0];
  }

  get deployments(): MachineDeployment[] {
    return this.#of('machinedeployments');
  }

  get sets(): MachineSet[] {
    return this.#of('machinesets');
  }

  get machines(): Machine[] {
    return this.#of('machines');
  }

  get pools(): MachinePool[] {
    return this.#of('machinepools');
  }

  get healthChecks(): MachineHealthCheck[] {
    return this.#of('machinehealthchecks');
  }

  /** Machines that this object controls. */
  machinesOf(owner: KubeObject): Machine[] {
    return this.machines.filter((machine) => isControlledBy(machine, owner.metadata.uid));
  }

  setsOf(group: MachineDeployment): MachineSet[] {
    return this.sets.filter((set) => isControlledBy(set, group.metadata.uid));
  }

  /** Stores an object in the API server where its kind lives. */
  put<P extends Plural>(plural: P, object: Kinds[P]): Kinds[P] {
    const group = object.apiVersion.split('/')[0]!;
    const store = isClusterApiGroup(group) ? this.#management : this.workload;
    return store ? store.put(plural, object) : object;
  }

  removeManaged(plural: Plural, object: KubeObject): void {
    this.#management?.remove(plural, keyOf(object));
  }

  #of<P extends Plural>(plural: P): Kinds[P][] {
    return this.#management?.ofCluster(plural, this.#key) ?? [];
  }
}
