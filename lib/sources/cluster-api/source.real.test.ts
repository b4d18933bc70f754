import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { FleetCluster } from '#e2e/real/harness/fleet-cluster.ts';
import { type OlderApi, startOlderApi } from '#e2e/real/harness/older-api.ts';
import { type ManagementCluster, startManagementCluster } from '#e2e/real/harness/management-cluster.ts';
import type { MachineGroupKind } from '#lib/inventory/machines/model.ts';
import type { SourceSettings } from '../contract.ts';
import { describeSourceContract, type SourceFixture } from '../source-contract.ts';
import { createClusterActuator } from './actuator.ts';
import { apiVersions, type ApiVersion } from './api-version.ts';
import { clusterApiSource } from './index.ts';

let management: ManagementCluster;
let older: OlderApi;
let clusters: Record<'acted' | 'paused', FleetCluster>;

beforeAll(async () => {
  management = await startManagementCluster();
  older = await startOlderApi(management);
  const made = await Promise.all((['acted', 'paused'] as const).map(async (name) => {
    const cluster = await management.createCluster({ name, version: 'v1.35.9', workerReplicas: 1 });
    await cluster.waitForAvailable({ timeoutMs: 200_000 });
    return [name, cluster] as const;
  }));
  clusters = Object.fromEntries(made) as typeof clusters;
});
afterAll(async () => {
  await older?.close();
  await management?.stop();
});

const newest = (): string => readFileSync(management.kubeconfigPath, 'utf8');
const settingsOf = (kubeconfig: string): SourceSettings => ({
  id: 'real', name: 'lane', kind: 'cluster-api', kubeconfig, context: null, trusted: true,
  baseDirectory: null, namespaces: null, defaults: {}, rules: { environment: [], region: [], team: [] },
});

/** One version of the API pauses a cluster and the next one, on the same servers, takes that back. */
function fixtureOf(paused: boolean, apiVersion: ApiVersion, kubeconfig: string): SourceFixture {
  return {
    settings: settingsOf(kubeconfig),
    clusters: Object.keys(clusters),
    unreachable: [],
    notServed: ['StatefulSet'],
    expected: Object.keys(clusters).map((cluster) => ({ kind: 'Cluster', name: cluster, fields: { apiVersion, controlPlaneVersion: 'v1.35.9', phase: 'Provisioned' } })),
    async change() {
      await clusters.paused.setPaused(paused);
      return { kind: 'Cluster', name: 'paused', expected: { paused } };
    },
    changeWorkload: null,
    async remove() {
      const [check] = await clusters.acted.list('MachineHealthCheck');
      // The topology makes its own anew under the same name, so it is one of ours that goes.
      const ours = `contract-${apiVersion}`;
      const path = `/apis/cluster.x-k8s.io/v1beta2/namespaces/${clusters.acted.namespace}/machinehealthchecks`;
      await management.client.create(path, { apiVersion: 'cluster.x-k8s.io/v1beta2', kind: 'MachineHealthCheck', metadata: { name: ours }, spec: check!.spec });
      await management.client.delete(`${path}/${ours}`);
      return { kind: 'MachineHealthCheck', name: ours };
    },
    expire: null,
    cut: () => management.stopApiServer(),
    restore: () => management.startApiServer(),
    cutKinds: ['Cluster', 'Machine', 'MachineDeployment', 'MachineSet', 'KubeadmControlPlane'],
    stop: async () => undefined,
  };
}

describeSourceContract('cluster-api v1beta2 on real Cluster API', clusterApiSource, async () => fixtureOf(true, 'v1beta2', newest()));
describeSourceContract('cluster-api v1beta1 on real Cluster API', clusterApiSource, async () => fixtureOf(false, 'v1beta1', older.kubeconfig));

describe('the actuator on real Cluster API', () => {
  const machineNames = async (): Promise<string[]> => (await clusters.acted.list('Machine')).map(({ metadata }) => metadata.name).toSorted();

  test.each(apiVersions.flatMap((apiVersion) => (['KubeadmControlPlane', 'MachineDeployment'] as const).map((kind) => ({ apiVersion, kind }))))(
    'rolls a $kind through the topology in $apiVersion, once', async ({ apiVersion, kind }) => {
      const before = new Set(await machineNames());
      const [group] = await clusters.acted.list(kind satisfies MachineGroupKind);
      const actuator = createClusterActuator(settingsOf(newest()));
      const { signal } = new AbortController();
      const target = {
        sourceId: 'real', namespace: clusters.acted.namespace, clusterName: 'acted', apiVersion, clusterHasTopology: true,
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
      await clusters.acted.waitForAvailable({ timeoutMs: 200_000 });
    });

  test('refuses a paused Cluster', async () => {
    await clusters.acted.setPaused(true);
    const actuator = createClusterActuator(settingsOf(newest()));
    const [group] = await clusters.acted.list('MachineDeployment');
    const target = {
      sourceId: 'real', namespace: clusters.acted.namespace, clusterName: 'acted', apiVersion: 'v1beta2', clusterHasTopology: true,
      group: { kind: 'MachineDeployment' as const, name: group!.metadata.name, topologyName: 'md-0' },
    };
    await expect(actuator.setRolloutAfter(target, '2026-11-20T10:00:00Z', new AbortController().signal)).rejects.toMatchObject({ code: 'paused' });
    actuator.close();
  });
});
