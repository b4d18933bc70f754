import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ClusterApiVersion, FleetCluster } from './harness/fleet-cluster.ts';
import type { KubeClient } from './harness/kube-client.ts';
import { findCondition, type KubeObject } from './harness/kube-object.ts';
import { startManagementCluster } from './harness/management-cluster.ts';
import { waitFor } from './harness/wait-for.ts';

const folder = fileURLToPath(new URL('samples', import.meta.url));
const versions: readonly ClusterApiVersion[] = ['v1beta1', 'v1beta2'];
const kinds = {
  KubeadmControlPlane: 'kubeadm-control-plane',
  MachineDeployment: 'machine-deployment',
  MachineHealthCheck: 'machine-health-check',
  MachineSet: 'machine-set',
} as const;
const holdHook = 'pre-drain.delete.hook.machine.cluster.x-k8s.io/capture';

/**
 * Writes one object of each kind, as real servers send it, to `samples/`: provisioning, settled, rolling out, paused and
 * upgrading; and a machine that waits for a hook and one that waits for its drain.
 */
export async function captureSamples(report: (line: string) => void): Promise<void> {
  const management = await startManagementCluster();
  try {
    const cluster = await management.createCluster({ name: 'sample', version: 'v1.35.9' });
    await cluster.waitForMachines('made', (machines) => machines.length > 0);
    await capture(cluster, '-provisioning');
    await cluster.waitForAvailable();
    await capture(cluster, '');
    await captureWorkload(cluster);
    report('provisioning and settled');
    await captureRollout(cluster);
    report('rolling out, waiting for a hook and for a drain');
    await cluster.setPaused(true);
    await cluster.waitForMachines('paused', (machines) => machines.every(isPaused));
    await capture(cluster, '-paused');
    report('paused');
    await cluster.setPaused(false);
    await captureUpgrade(cluster);
    report('upgrading');
  } finally {
    await management.stop();
  }
}

/** Holds one worker in mid-deletion twice, so that what is captured is the same at each run. */
async function captureRollout(cluster: FleetCluster): Promise<void> {
  const held = (await cluster.list('Machine')).find((machine) => !isControlPlane(machine))?.metadata.name;
  const [deployment] = await cluster.list('MachineDeployment');
  if (!held || !deployment) throw new Error('The sample cluster has no workers.');
  const workload = await cluster.openWorkloadClient();
  try {
    await workload.create('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } });
    await workload.create('/api/v1/namespaces/shop/pods', {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'long-job', labels: { 'cluster.x-k8s.io/drain': 'wait-completed' } },
      spec: { nodeName: held, containers: [{ name: 'job', image: 'registry.test/job:1' }] },
      status: { phase: 'Running' },
    });
    await cluster.annotateOwned('Machine', held, { [holdHook]: 'capture' });
    await cluster.patchOwned('MachineDeployment', deployment.metadata.name, {
      spec: { rollout: { after: new Date().toISOString().replace(/\.\d+Z$/, 'Z') } },
    });
    await waitUntilDeleting(cluster, held, 'WaitingForPreDrainHook');
    await capture(cluster, '-rolling-out');
    await captureMachine(cluster, held, 'machine-waiting-for-hook');
    await cluster.annotateOwned('Machine', held, { [holdHook]: null });
    await waitUntilDeleting(cluster, held, 'DrainingNode');
    await captureMachine(cluster, held, 'machine-draining');
    await workload.delete('/api/v1/namespaces/shop/pods/long-job');
    await cluster.waitForAvailable();
  } finally {
    workload.close();
  }
}

async function captureUpgrade(cluster: FleetCluster): Promise<void> {
  await cluster.patch({ spec: { topology: { version: 'v1.36.4' } } });
  await waitFor('the control plane to roll out', async () => {
    return findCondition(await cluster.get(), 'RollingOut')?.status === 'True';
  });
  await capture(cluster, '-upgrading');
}

async function waitUntilDeleting(cluster: FleetCluster, name: string, reason: string): Promise<void> {
  await cluster.waitForMachines(`held with ${reason}`, (machines) => {
    const machine = machines.find((candidate) => candidate.metadata.name === name);
    return machine !== undefined && findCondition(machine, 'Deleting')?.reason === reason;
  });
}

async function captureMachine(cluster: FleetCluster, name: string, file: string): Promise<void> {
  for (const version of versions) {
    const machine = (await cluster.list('Machine', version)).find((candidate) => candidate.metadata.name === name);
    if (machine) write(version, file, machine);
  }
}

async function capture(cluster: FleetCluster, suffix: string): Promise<void> {
  for (const version of versions) {
    write(version, `cluster${suffix}`, await cluster.get(version));
    for (const kind of ['KubeadmControlPlane', 'MachineDeployment', 'MachineHealthCheck', 'MachineSet'] as const) {
      const objects = await cluster.list(kind, version);
      objects.forEach((object, index) => write(version, `${kinds[kind]}${suffix}${index ? `-${index + 1}` : ''}`, object));
    }
    const machines = await cluster.list('Machine', version);
    const worker = machines.find((machine) => !isControlPlane(machine));
    const controlPlane = machines.find(isControlPlane);
    if (worker) write(version, `machine${suffix}`, worker);
    if (controlPlane) write(version, `machine-control-plane${suffix}`, controlPlane);
  }
}

async function captureWorkload(cluster: FleetCluster): Promise<void> {
  const workload = await cluster.openWorkloadClient();
  try {
    await captureFirst(workload, '/api/v1/nodes', 'node');
    await captureFirst(workload, '/api/v1/pods', 'pod');
    await captureFirst(workload, '/api/v1/namespaces', 'namespace');
    await captureFirst(workload, '/apis/apps/v1/deployments', 'deployment');
    await captureFirst(workload, '/apis/apps/v1/daemonsets', 'daemon-set');
    await captureFirst(workload, '/api/v1/services', 'service');
  } finally {
    workload.close();
  }
}

async function captureFirst(workload: KubeClient, path: string, name: string): Promise<void> {
  const answer = await workload.request('GET', path);
  write('workload', `${name}-list`, answer as object);
  const [first] = await workload.list(path);
  if (first) write('workload', name, first);
}

function isPaused(machine: KubeObject): boolean {
  return findCondition(machine, 'Paused')?.status === 'True';
}

function isControlPlane(machine: KubeObject): boolean {
  return 'cluster.x-k8s.io/control-plane' in (machine.metadata.labels ?? {});
}

function write(version: string, name: string, object: object): void {
  mkdirSync(join(folder, version), { recursive: true });
  const text = JSON.stringify(object, (key, value: unknown) => (key === 'managedFields' ? undefined : value), 2)
    // Where upstream keeps its images is no fact that anything here rests on.
    .replaceAll(/\bregistry\.k8s\.io\b/g, 'registry.example');
  writeFileSync(join(folder, version, `${name}.json`), `${text}\n`);
}

if (import.meta.main) await captureSamples((line) => console.log(line));
