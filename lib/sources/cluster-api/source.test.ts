import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startDemoFleet, type DemoFleet } from '#lib/demo/start-demo-fleet.ts';
import { createKubeClient } from '#lib/platform/kube/client.ts';
import type { SourceSettings } from '../contract.ts';
import { describeSourceContract, startSource, type SourceFixture } from '../source-contract.ts';
import { clusterApiSource } from './index.ts';

async function startFixture(management: string): Promise<SourceFixture & { demo: DemoFleet }> {
  const dataDir = mkdtempSync(join(tmpdir(), 'tarmac-contract-'));
  const demo = await startDemoFleet({ dataDir, seed: 3, alive: false, port: 0 });
  const server = [...demo.fleet.fleet.servers.values()].find(({ name }) => name === management)!;
  const plans = [...demo.fleet.fleet.clusters.values()].filter((cluster) => cluster.management === server).map(({ plan }) => plan);
  const clusters = server.store.list('clusters').map(({ metadata }) => metadata.name);
  const reachable = demo.fleet.fleet.clusters.get(clusters.find((name) => !plans.find((plan) => plan.name === name)!.unreachable)!)!.workload;
  // Other budgets of this name have no such number.
  let leastAvailable = 40;
  const settings: SourceSettings = {
    id: 'demo', name: management, kind: 'cluster-api', kubeconfig: demo.kubeconfig(management), context: null, trusted: false, baseDirectory: null,
    namespaces: null, defaults: {}, rules: { environment: [], region: [], team: [] },
  };
  return {
    demo,
    settings,
    clusters,
    unreachable: plans.filter(({ unreachable }) => unreachable).map(({ name }) => name),
    notServed: [],
    async change() {
      const name = clusters[0]!;
      demo.fleet.pause(name, true);
      return { kind: 'Cluster', name, expected: { paused: true } };
    },
    async changeWorkload() {
      const budget = reachable.store.list('poddisruptionbudgets')[0]!.metadata;
      leastAvailable += 1;
      demo.fleet.setBudget(reachable.name, budget.namespace!, budget.name, leastAvailable);
      return { kind: 'PodDisruptionBudget', name: budget.name, expected: { minAvailable: String(leastAvailable) } };
    },
    async remove() {
      // Its Deployment makes another one under another name.
      const pod = reachable.store.list('pods').find(({ metadata }) => metadata.labels?.['pod-template-hash'])!.metadata;
      const client = createKubeClient({ kubeconfig: demo.kubeconfig(reachable.name) });
      await client.request({ method: 'DELETE', path: `/api/v1/namespaces/${pod.namespace}/pods/${pod.name}` });
      client.close();
      return { kind: 'Pod', name: pod.name };
    },
    async expire() {
      demo.fleet.compact(management);
      for (const watch of server.watches) watch.destroy();
    },
    cut: async () => demo.fleet.setFault(management, 'refuse'),
    restore: async () => demo.fleet.setFault(management, 'none'),
    cutKinds: ['Cluster', 'Machine', 'MachineDeployment', 'KubeadmControlPlane'],
    async stop() {
      await demo.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

describeSourceContract('cluster-api v1beta2 on the demo fleet', clusterApiSource, () => startFixture('mgmt-eu'));
describeSourceContract('cluster-api v1beta1 on the demo fleet', clusterApiSource, () => startFixture('mgmt-ap'));

describe('a management cluster that answers nonsense', () => {
  let fixture: Awaited<ReturnType<typeof startFixture>>;
  beforeAll(async () => void (fixture = await startFixture('mgmt-eu')), 60_000);
  afterAll(() => fixture?.stop());

  test.each([['garbage', 'invalid-response'], ['half-list', 'invalid-response'], ['error', 'server-error'], ['unauthorized', 'unauthorized']] as const)(
    '%s is a health error of each scope and changes nothing else', async (fault, code) => {
      const { demo, settings, clusters } = fixture;
      const source = startSource(clusterApiSource, settings, { resyncMs: 200 });
      const machines = (): ReturnType<typeof source.sink.of>[number] | undefined => source.sink.of('Machine')[0];
      await vi.waitFor(() => {
        expect(source.sink.rows('Cluster')).toHaveLength(clusters.length);
        expect(machines()?.status).toEqual({ state: 'current' });
      }, { timeout: 20_000 });
      const known = machines()!.rows.size;
      demo.fleet.setFault(settings.name, fault);
      await vi.waitFor(() => expect(machines()?.status).toMatchObject({ state: 'failing', code }), { timeout: 20_000 });
      expect(source.sink.of('Cluster')[0]?.deleted).toEqual([]);
      expect(machines()).toMatchObject({ deleted: [] });
      expect(machines()!.rows.size).toBe(known);
      demo.fleet.setFault(settings.name, 'none');
      await vi.waitFor(() => expect(machines()?.status).toEqual({ state: 'current' }), { timeout: 20_000 });
      await source.stop();
    }, 60_000);
});
