import type { Fleet, FleetCluster } from '../fleet/demo-fleet.ts';
import { fromNumbers } from '../fleet/random.ts';
import { clusterNameLabel } from '../model/cluster-api-object.ts';
import { stirFleet } from './stir-fleet.ts';
import { reconcileCluster } from './reconcile-cluster.ts';
import { Timers } from './timers.ts';
import { World } from './world.ts';

export type Controllers = { stop: () => void };

const tickMs = 100;
/** Passes over one cluster in one go; a cluster that still changes then goes on at the next tick. */
const maxPasses = 8;
/** How often something small happens by itself, somewhere in the fleet. */
const stirMs = 7000;

/** Runs the controllers of all clusters: each is woken by a change in its API servers or by a wait that is over. */
export function runControllers(fleet: Fleet, options: { speed: number; alive: boolean }): Controllers {
  const random = fromNumbers(Math.random);
  const timers = new Map<string, Timers>();
  const wakeAt = new Map<string, number>();
  const wake = (name: string, at: number): void => {
    const known = wakeAt.get(name);
    if (known === undefined || at < known) wakeAt.set(name, at);
  };
  const byKey = new Map([...fleet.clusters.values()].map((cluster) => [`${cluster.management?.name}/${cluster.key}`, cluster]));
  for (const cluster of fleet.clusters.values()) {
    timers.set(cluster.plan.name, new Timers(options.speed));
    cluster.workload.store.subscribe(() => wake(cluster.plan.name, 0));
    // What a save had in flight goes on; everything else is settled as it was generated.
    if (hasWork(cluster)) wake(cluster.plan.name, 0);
  }
  for (const server of fleet.managements) {
    server.store.subscribe(({ object }) => {
      const { namespace, labels, name } = object.metadata;
      const cluster = byKey.get(`${server.name}/${namespace}/${labels?.[clusterNameLabel] ?? name}`);
      if (cluster) wake(cluster.plan.name, 0);
    });
  }

  const reconcile = (cluster: FleetCluster, now: number): void => {
    const { name } = cluster.plan;
    const own = timers.get(name)!;
    for (let pass = 0; pass < maxPasses; pass += 1) {
      const before = versionOf(cluster);
      own.begin(now);
      reconcileCluster(new World(cluster, now, own, random), fleet.epoch);
      const next = own.end();
      wakeAt.delete(name);
      if (next !== null) wake(name, next);
      if (versionOf(cluster) === before) return;
    }
    wake(name, now + 1);
  };
  const tick = (): void => {
    const now = Date.now();
    for (const [name, at] of wakeAt) if (at <= now) reconcile(fleet.clusters.get(name)!, now);
  };
  const clock = setInterval(tick, Math.max(20, tickMs / options.speed));
  const stir = options.alive ? setInterval(() => stirFleet(fleet, Date.now(), random), stirMs) : null;
  return {
    stop: () => {
      clearInterval(clock);
      if (stir) clearInterval(stir);
    },
  };
}

function versionOf({ management, workload }: FleetCluster): number {
  return (management?.store.resourceVersion ?? 0) + workload.store.resourceVersion;
}

/** Whether a cluster has something on the way: machines or pods that come or go, or a rollout. */
function hasWork({ management, key, workload, plan }: FleetCluster): boolean {
  if (plan.stuck) return true;
  const machines = management?.store.ofCluster('machines', key) ?? [];
  const pods = workload.store.list('pods');
  return (
    machines.some(({ metadata, status }) => metadata.deletionTimestamp !== undefined || status.phase !== 'Running') ||
    pods.some(({ metadata, status }) => metadata.deletionTimestamp !== undefined || status.phase !== 'Running')
  );
}
