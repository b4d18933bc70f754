import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { FleetCluster } from '#e2e/real/harness/fleet-cluster.ts';
import { type ManagementCluster, startManagementCluster } from '#e2e/real/harness/management-cluster.ts';
import type { MachineGroupKind } from '#lib/inventory/machines/model.ts';
import type { SourceSettings } from '../contract.ts';
import { describeSourceContract, type SourceFixture } from '../source-contract.ts';
import { createClusterActuator } from './actuator.ts';
import { apiVersions } from './api-version.ts';
import { clusterApiSource } from './index.ts';

const settingsOf = (management: ManagementCluster): SourceSettings => ({
  id: 'real', name: 'lane', kind: 'cluster-api', kubeconfig: readFileSync(management.kubeconfigPath, 'utf8'), context: null, trusted: true,
  baseDirectory: null, namespaces: null, defaults: {}, rules: { environment: [], region: [], team: [] },
});

async function startFixture(): Promise<SourceFixture> {
  const management = await startManagementCluster();
  const [first, second] = await Promise.all(['one', 'two'].map(async (name) => {
    const cluster = await management.createCluster({ name, version: 'v1.35.9', workerReplicas: 1 });
    await cluster.waitForAvailable({ timeoutMs: 200_000 });
    return cluster;
  })) as [FleetCluster, FleetCluster];
  return {
    settings: settingsOf(management),
    clusters: ['one', 'two'],
    unreachable: [],
    notServed: ['StatefulSet'],
    async change() {
      await first.setPaused(true);
      return { kind: 'Cluster', name: 'one', expected: { paused: true } };
    },
    async remove() {
      const [check] = await second.list('MachineHealthCheck');
      // The topology makes it anew under the same name, so it is one of our own that goes.
      const name = 'contract';
      const path = `/apis/cluster.x-k8s.io/v1beta2/namespaces/${second.namespace}/machinehealthchecks`;
      await management.client.create(path, { apiVersion: 'cluster.x-k8s.io/v1beta2', kind: 'MachineHealthCheck', metadata: { name }, spec: check!.spec });
      await management.client.delete(`${path}/${name}`);
      return { kind: 'MachineHealthCheck', name };
    },
    expire: null,
    cut: () => management.stopApiServer(),
    restore: () => management.startApiServer(),
    cutKinds: ['Cluster', 'Machine', 'MachineDeployment', 'MachineSet', 'KubeadmControlPlane'],
    stop: () => management.stop(),
  };
}

describeSourceContract('cluster-api on real Cluster API', clusterApiSource, startFixture);

describe('the actuator on real Cluster API', () => {
  let management: ManagementCluster;
  let cluster: FleetCluster;
  beforeAll(async () => {
    management = await startManagementCluster();
    cluster = await management.createCluster({ name: 'acted', version: 'v1.35.9', workerReplicas: 1 });
    await cluster.waitForAvailable({ timeoutMs: 200_000 });
  });
  afterAll(() => management?.stop());

  const machineNames = async (): Promise<string[]> => (await cluster.list('Machine')).map(({ metadata }) => metadata.name).toSorted();

  test.each(apiVersions.flatMap((apiVersion) => (['KubeadmControlPlane', 'MachineDeployment'] as const).map((kind) => ({ apiVersion, kind }))))(
    'rolls a $kind through the topology in $apiVersion, once', async ({ apiVersion, kind }) => {
      const before = new Set(await machineNames());
      const [group] = await cluster.list(kind satisfies MachineGroupKind);
      const actuator = createClusterActuator(settingsOf(management));
      const { signal } = new AbortController();
      const target = {
        sourceId: 'real', namespace: cluster.namespace, clusterName: 'acted', apiVersion, clusterHasTopology: true,
        group: { kind, name: group!.metadata.name, topologyName: kind === 'MachineDeployment' ? 'md-0' : null },
      };
      const after = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
      expect(await actuator.setRolloutAfter(target, after, signal)).toEqual({ changed: true });
      expect(await actuator.setRolloutAfter(target, after, signal)).toEqual({ changed: false });
      actuator.close();
      await vi.waitFor(async () => {
        const kept = (await machineNames()).filter((name) => before.has(name));
        // One machine of the other group stays.
        expect(kept).toHaveLength(1);
      }, { timeout: 200_000, interval: 500 });
      await cluster.waitForAvailable({ timeoutMs: 200_000 });
    });

  test('refuses a paused Cluster', async () => {
    await cluster.setPaused(true);
    const actuator = createClusterActuator(settingsOf(management));
    const [group] = await cluster.list('MachineDeployment');
    const target = {
      sourceId: 'real', namespace: cluster.namespace, clusterName: 'acted', apiVersion: 'v1beta2', clusterHasTopology: true,
      group: { kind: 'MachineDeployment' as const, name: group!.metadata.name, topologyName: 'md-0' },
    };
    await expect(actuator.setRolloutAfter(target, '2026-11-20T10:00:00Z', new AbortController().signal)).rejects.toMatchObject({ code: 'paused' });
    actuator.close();
  });
});
