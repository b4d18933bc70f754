import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { startDemoFleet } from '#lib/demo/start-demo-fleet.ts';
import { createKubeClient } from '#lib/platform/kube/client.ts';
import { sendJson, startTestServer, testKubeconfig } from '#lib/platform/kube/test-server.ts';
import type { SourceSettings } from '../contract.ts';
import { describeSourceContract, startSource, type SourceFixture } from '../source-contract.ts';
import { kubernetesSource } from './index.ts';

async function startFixture(): Promise<SourceFixture> {
  const dataDir = mkdtempSync(join(tmpdir(), 'tarmac-contract-'));
  const demo = await startDemoFleet({ dataDir, seed: 3, alive: false, port: 0 });
  const { name, store, watches } = [...demo.fleet.fleet.clusters.values()].find(({ management }) => management === null)!.workload;
  // Other budgets of this name have no such number.
  let leastAvailable = 40;
  async function setLeastAvailable() {
    const budget = store.list('poddisruptionbudgets')[0]!.metadata;
    leastAvailable += 1;
    demo.fleet.setBudget(name, budget.namespace!, budget.name, leastAvailable);
    return { kind: 'PodDisruptionBudget', name: budget.name, expected: { minAvailable: String(leastAvailable) } };
  }
  const settings: SourceSettings = {
    id: 'demo', name, kind: 'kubernetes', kubeconfig: demo.kubeconfig(name), context: null, trusted: false, baseDirectory: null,
    namespaces: null, defaults: { environment: 'dev' }, rules: { environment: [], region: [], team: [] },
  };
  return {
    settings,
    clusters: [name],
    unreachable: [],
    notServed: [],
    change: setLeastAvailable,
    changeWorkload: setLeastAvailable,
    async remove() {
      const pod = store.list('pods').find(({ metadata }) => metadata.labels?.['pod-template-hash'])!.metadata;
      const client = createKubeClient({ kubeconfig: settings.kubeconfig });
      await client.request({ method: 'DELETE', path: `/api/v1/namespaces/${pod.namespace}/pods/${pod.name}` });
      client.close();
      return { kind: 'Pod', name: pod.name };
    },
    async expire() {
      demo.fleet.compact(name);
      for (const watch of watches) watch.destroy();
    },
    cut: async () => demo.fleet.setFault(name, 'refuse'),
    restore: async () => demo.fleet.setFault(name, 'none'),
    cutKinds: ['Node', 'Pod', 'Deployment', 'PodDisruptionBudget'],
    async stop() {
      await demo.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

describeSourceContract('kubernetes on the demo fleet', kubernetesSource, startFixture);

/** Observes a server that tells nothing but which cluster it is, and looks at it again every 20 ms. */
async function startBareCluster(uid: () => string) {
  const server = await startTestServer((url, _request, response) =>
    url.pathname === '/api/v1/namespaces/kube-system' ? sendJson(response, { metadata: { name: 'kube-system', uid: uid() } }) : sendJson(response, { kind: 'Status', code: 404 }, 404));
  const settings: SourceSettings = {
    id: 's', name: 's', kind: 'kubernetes', kubeconfig: testKubeconfig(server.url), context: null, trusted: false, baseDirectory: null,
    namespaces: null, defaults: {}, rules: { environment: [], region: [], team: [] },
  };
  const source = startSource(kubernetesSource, settings, { confirmMs: 20 });
  return { sink: source.sink, stop: () => source.stop().then(() => server.stop()) };
}
const eventually = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 10_000, interval: 10 });

test('the cluster itself is looked at as often as it must prove that it is current', async () => {
  const { sink, stop } = await startBareCluster(() => 'u');
  await eventually(() => expect(sink.of('Cluster')[0]?.fulls).toBeGreaterThan(2));
  await stop();
});

test('another cluster behind the same address is another one: the old one is forgotten, the new one observed', async () => {
  let uid = 'old';
  const { sink, stop } = await startBareCluster(() => uid);
  await eventually(() => expect(sink.of('Node', 'old')).toHaveLength(1));
  uid = 'new';
  await eventually(() => expect([sink.forgotten, sink.of('Node', 'new').length]).toEqual([['old'], 1]));
  await stop();
});

test('a cluster that cannot be stored is not said to be failing: it is read and stored again', async () => {
  const { sink, stop } = await startBareCluster(() => 'u');
  const stored = vi.spyOn(sink, 'full').mockRejectedValueOnce(new Error('no room'));
  const told = vi.spyOn(sink, 'status');
  await eventually(() => expect(sink.of('Cluster')[0]?.status).toEqual({ state: 'current' }));
  await expect(stored.mock.results[0]!.value).rejects.toThrow('no room');
  expect(told.mock.calls.filter(([{ kind }]) => kind === 'Cluster').map(([, { state }]) => state)).not.toContain('failing');
  await stop();
});
