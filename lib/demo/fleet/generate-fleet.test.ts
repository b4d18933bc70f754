import { describe, expect, test } from 'vitest';
import { reconcileCluster } from '../controllers/reconcile-cluster.ts';
import { Timers } from '../controllers/timers.ts';
import { World } from '../controllers/world.ts';
import { resources } from '../store/kinds.ts';
import { environments, services, teams } from './catalog.ts';
import type { Fleet } from './demo-fleet.ts';
import { generateFleet } from './generate-fleet.ts';
import type { FleetSize } from './plan-fleet.ts';
import { fromNumbers } from './random.ts';

const epoch = Date.parse('2026-11-23T12:00:00Z');

function generate(size: FleetSize, seed: number): Fleet {
  return generateFleet({ size, seed, epoch, resourceVersion: 1000, tokenFor: () => 'token', baseUrl: () => 'http://127.0.0.1:1' });
}

function everything(fleet: Fleet): string {
  return JSON.stringify([...fleet.servers].map(([prefix, { store }]) => [prefix, resources.map(({ plural }) => store.list(plural))]));
}

function count(fleet: Fleet, plural: 'nodes' | 'pods' | 'machines'): number {
  return [...fleet.clusters.values()].reduce((sum, { management, workload, key }) => sum + (plural === 'machines' ? (management?.store.ofCluster(plural, key).length ?? 0) : workload.store.size(plural)), 0);
}

describe('the generated fleet', () => {
  test('is the same for the same seed and another for another', () => {
    expect(everything(generate('small', 3))).toBe(everything(generate('small', 3)));
    expect(everything(generate('small', 3))).not.toBe(everything(generate('small', 4)));
  });

  test('is as large and as varied as a real one', () => {
    const fleet = generate('default', 7);
    const plans = [...fleet.clusters.values()].map(({ plan }) => plan);
    expect(fleet.managements).toHaveLength(3);
    expect(plans).toHaveLength(41);
    expect(new Set(plans.map(({ environment }) => environment))).toEqual(new Set(environments));
    expect(new Set(plans.map(({ region }) => region.name)).size).toBe(3);
    expect(new Set(plans.map(({ team }) => team))).toEqual(new Set([...teams, null]));
    const running = new Set([...fleet.clusters.values()].flatMap(({ workload }) => [...workload.store.list('deployments'), ...workload.store.list('statefulsets')].map(({ metadata }) => metadata.name)));
    expect([...running].filter((name) => services.some((service) => service.name === name))).toHaveLength(services.length);
    expect(count(fleet, 'nodes')).toBeGreaterThan(370);
    expect(count(fleet, 'pods')).toBeGreaterThan(2700);
    expect(new Set(plans.map(({ controlPlaneVersion }) => controlPlaneVersion.slice(0, 5)))).toEqual(new Set(['v1.33', 'v1.34', 'v1.35', 'v1.36', 'v1.37']));
    expect(plans.some(({ controlPlaneVersion, workerVersion }) => controlPlaneVersion !== workerVersion)).toBe(true);
    for (const trouble of ['paused', 'unreachable', 'stuck'] as const) expect(plans.filter((plan) => plan[trouble])).toHaveLength(1);
  });

  test('has as many clusters and nodes as a size asks for', () => {
    const fleet = generate({ clusters: 30, nodes: 500 }, 7);
    expect([fleet.clusters.size, count(fleet, 'nodes'), count(fleet, 'machines')]).toEqual([30, 500, 500]);
    expect(count(fleet, 'pods')).toBeLessThanOrEqual(500);
  });

  test('is what its controllers leave alone', () => {
    const fleet = generate('default', 7);
    const random = fromNumbers(() => 0.5);
    for (const cluster of fleet.clusters.values()) {
      // The drain that waits says so only once the controllers have tried it.
      if (cluster.plan.stuck) continue;
      const timers = new Timers(1);
      timers.begin(epoch);
      reconcileCluster(new World(cluster, epoch, timers, random), epoch);
      const changed = [...(cluster.management?.store.eventsAfter(1000) ?? []), ...(cluster.workload.store.eventsAfter(1000) ?? [])];
      expect(changed.map(({ object, previous }) => [object, previous])).toEqual([]);
    }
  });
});
