import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FleetCluster } from './fleet-cluster.ts';
import { type ManagementCluster, startManagementCluster } from './management-cluster.ts';

const startTimeoutMs = 120_000;
const clusterTimeoutMs = 240_000;

describe('a real management cluster', () => {
  let management: ManagementCluster;
  let cluster: FleetCluster;

  beforeAll(async () => {
    management = await startManagementCluster();
    cluster = await management.createCluster({ name: 'smoke', version: 'v1.35.9', controlPlaneReplicas: 1, workerReplicas: 2 });
    await cluster.waitForAvailable({ timeoutMs: clusterTimeoutMs });
  }, startTimeoutMs + clusterTimeoutMs);

  afterAll(async () => {
    await management?.stop();
  });

  it('serves Cluster API in both of its versions', async () => {
    const newer = await cluster.get('v1beta2');
    const older = await cluster.get('v1beta1');
    expect(newer.spec?.['topology']).toMatchObject({ version: 'v1.35.9', classRef: { namespace: 'default' } });
    expect(older.spec?.['topology']).toMatchObject({ version: 'v1.35.9', classNamespace: 'default' });
    expect(older.metadata).toHaveProperty('uid', (newer.metadata as { uid?: string }).uid);
  });

  it('makes the machines that were asked for', async () => {
    const machines = await cluster.list('Machine');
    expect(machines).toHaveLength(3);
    expect(machines.map((machine) => machine.status?.['phase'])).toEqual(['Running', 'Running', 'Running']);
  });

  it("shows the nodes in the workload cluster's own API", async () => {
    const workload = await cluster.openWorkloadClient();
    try {
      const nodes = await workload.list('/api/v1/nodes');
      const machines = await cluster.list('Machine');
      expect(nodes.map((node) => node.metadata.name).toSorted()).toEqual(machines.map((machine) => machine.metadata.name).toSorted());
    } finally {
      workload.close();
    }
  });

  it('replaces the workers when a MachineDeployment is told to roll out', async () => {
    const [deployment] = await cluster.list('MachineDeployment');
    const before = new Set((await cluster.list('Machine')).map((machine) => machine.metadata.name));
    const after = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
    await cluster.patchOwned('MachineDeployment', deployment?.metadata.name ?? '', { spec: { rollout: { after } } });
    const machines = await cluster.waitForMachines(
      'replaced',
      (current) => current.length === 3 && current.filter((machine) => before.has(machine.metadata.name)).length === 1,
      { timeoutMs: clusterTimeoutMs },
    );
    expect(machines.map((machine) => machine.spec?.['version'])).toEqual(['v1.35.9', 'v1.35.9', 'v1.35.9']);
    await cluster.waitForAvailable({ timeoutMs: clusterTimeoutMs });
  }, clusterTimeoutMs);

  it('keeps its clusters when its API server stops and starts again', async () => {
    const { uid } = (await cluster.get()).metadata as { uid?: string };
    await management.stopApiServer();
    await expect(cluster.get()).rejects.toThrow(/ECONNREFUSED|ECONNRESET/);
    await management.startApiServer();
    expect((await cluster.get()).metadata).toHaveProperty('uid', uid);
    expect(await management.kubectl('get', 'machines', '-o', 'name')).toContain('machine.cluster.x-k8s.io/smoke-');
  }, startTimeoutMs);

  it('leaves no process and no file behind', async () => {
    const pids = Object.values(management.pids());
    await management.stop();
    expect(pids.filter(isAlive)).toEqual([]);
    expect(existsSync(management.workspace.folder)).toBe(false);
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
