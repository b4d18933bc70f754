import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Machine, MachineDeployment } from './model/cluster-api-object.ts';
import { timestamp } from './model/kube-object.ts';
import { stirFleet } from './controllers/stir-fleet.ts';
import { fromNumbers } from './fleet/random.ts';
import { openTestClient } from './test-client.ts';
import { type DemoFleet, type DemoOptions, startDemoFleet } from './start-demo-fleet.ts';

const folders: string[] = [];
const running: DemoFleet[] = [];

async function start(options: Partial<DemoOptions> = {}): Promise<{ demo: DemoFleet; dataDir: string }> {
  const dataDir = options.dataDir ?? (await mkdtemp(path.join(tmpdir(), 'tarmac-demo-')));
  folders.push(dataDir);
  const demo = await startDemoFleet({ size: 'small', speed: 40, alive: false, ...options, dataDir });
  running.push(demo);
  return { demo, dataDir };
}

afterEach(async () => {
  await Promise.all(running.splice(0).map((demo) => demo.stop()));
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true, force: true })));
});

const groupPath = '/apis/cluster.x-k8s.io/v1beta2/namespaces/team-payments';

describe('a repave', () => {
  test('of a group of workers replaces every machine, never with fewer available than wanted', { timeout: 60_000 }, async () => {
    const { demo } = await start();
    const { store } = demo.fleet.fleet.managements[0]!;
    const client = openTestClient(demo, 'mgmt-eu');
    const of = () => store.ofCluster('machinedeployments', 'team-payments/payments-dev-eu')[0]!;
    const machinesOf = (group: MachineDeployment): Machine[] =>
      store.ofCluster('machines', 'team-payments/payments-dev-eu').filter(({ metadata }) => metadata.labels?.['cluster.x-k8s.io/deployment-name'] === group.metadata.name);
    const before = new Set(machinesOf(of()).map(({ metadata }) => metadata.name));
    const fewest = { available: of().spec.replicas, most: 0 };
    store.subscribe(() => {
      const group = of();
      fewest.available = Math.min(fewest.available, group.status.availableReplicas);
      fewest.most = Math.max(fewest.most, machinesOf(group).length);
    });

    const name = of().metadata.labels!['topology.cluster.x-k8s.io/deployment-name'];
    const machineDeployments = store.get('clusters', 'team-payments/payments-dev-eu')!.spec.topology!.workers.machineDeployments!;
    const answer = await client.patch(`${groupPath}/clusters/payments-dev-eu`, {
      spec: {
        topology: {
          workers: {
            machineDeployments: machineDeployments.map((group) => (group.name === name ? { ...group, rollout: { after: timestamp(Date.now()) } } : group)),
          },
        },
      },
    });
    expect(answer.status).toBe(200);

    await vi.waitFor(() => {
      const group = of();
      const names = machinesOf(group).map(({ metadata }) => metadata.name);
      expect(names.filter((machine) => before.has(machine))).toEqual([]);
      expect(group.status).toMatchObject({ replicas: group.spec.replicas, upToDateReplicas: group.spec.replicas, availableReplicas: group.spec.replicas });
      expect(group.status.conditions.find(({ type }) => type === 'RollingOut')?.status).toBe('False');
    }, 50_000);
    expect(fewest).toEqual({ available: of().spec.replicas, most: of().spec.replicas + 1 });
  });

  test('of a control plane replaces one machine after the other', { timeout: 60_000 }, async () => {
    const { demo } = await start();
    const { store } = demo.fleet.fleet.managements[0]!;
    const client = openTestClient(demo, 'mgmt-eu');
    const machines = () => store.ofCluster('machines', 'team-payments/payments-prod-eu').filter(({ metadata }) => metadata.ownerReferences?.[0]?.kind === 'KubeadmControlPlane');
    const before = machines().map(({ metadata }) => metadata.name);
    let most = 0;
    let mostLeaving = 0;
    store.subscribe(() => {
      most = Math.max(most, machines().length);
      mostLeaving = Math.max(mostLeaving, machines().filter(({ metadata }) => metadata.deletionTimestamp).length);
    });
    await client.patch(`${groupPath}/clusters/payments-prod-eu`, { spec: { topology: { controlPlane: { rollout: { after: timestamp(Date.now()) } } } } });
    await vi.waitFor(() => {
      expect(machines().filter(({ metadata }) => before.includes(metadata.name))).toEqual([]);
      expect(machines()).toHaveLength(before.length);
    }, 50_000);
    expect([most, mostLeaving]).toEqual([before.length + 1, 1]);
  });

  test('waits for a budget that lets no pod go, says so in the words of Cluster API, and goes on once it does', { timeout: 60_000 }, async () => {
    const { demo } = await start();
    const { store } = demo.fleet.fleet.managements[1]!;
    const stuck = () => store.ofCluster('machines', 'team-orders/orders-prod-us').find(({ metadata }) => metadata.deletionTimestamp);
    const reason = () => stuck()?.status.conditions.find(({ type }) => type === 'Deleting');
    await vi.waitFor(() => expect(reason()?.message).toMatch(/cannot evict pod as it would violate the pod's disruption budget\. The disruption budget checkout needs \d+ healthy pods and has \d+ currently$/));
    expect(reason()?.reason).toBe('DrainingNode');
    expect(stuck()?.status.conditions.find(({ type }) => type === 'Ready')?.message).toContain('since more than 15m, stage: DrainingNode, delay likely due to PodDisruptionBudgets');
    const name = stuck()!.metadata.name;

    demo.fleet.setBudget('orders-prod-us', 'orders', 'checkout', 1);
    await vi.waitFor(() => expect(store.get('machines', `team-orders/${name}`)).toBeUndefined(), 20_000);
  });

  test('does nothing while the cluster is paused, and shows that it is', async () => {
    const { demo } = await start();
    const { store } = demo.fleet.fleet.managements[1]!;
    const client = openTestClient(demo, 'mgmt-us');
    const versions = () => store.ofCluster('machines', 'team-identity/identity-prod-us').map(({ metadata }) => metadata.name).toSorted();
    const before = versions();
    const path_ = '/apis/cluster.x-k8s.io/v1beta2/namespaces/team-identity/clusters/identity-prod-us';
    await client.patch(path_, { spec: { topology: { controlPlane: { rollout: { after: timestamp(Date.now()) } } } } });
    await vi.waitFor(() => {
      const cluster = store.get('clusters', 'team-identity/identity-prod-us')!;
      expect(cluster.status.conditions.find(({ type }) => type === 'Paused')).toMatchObject({ status: 'True', observedGeneration: cluster.metadata.generation });
      expect(cluster.status.observedGeneration).toBeLessThan(cluster.metadata.generation!);
    });
    expect(versions()).toEqual(before);
  });
});

describe('an upgrade', () => {
  test('goes through the control plane first and then through one group of workers after the other', { timeout: 60_000 }, async () => {
    const { demo } = await start({ speed: 60 });
    const { store } = demo.fleet.fleet.managements[0]!;
    const key = 'team-payments/payments-prod-eu';
    const from = store.get('clusters', key)!.spec.topology!.version;
    const minor = Number(from.split('.')[1]);
    const version = `v1.${minor + 1}.0`;
    const order: string[] = [];
    store.subscribe(({ type, object, plural }) => {
      if (type !== 'ADDED' || plural !== 'machines' || object.metadata.labels?.['cluster.x-k8s.io/cluster-name'] !== 'payments-prod-eu') return;
      const group = object.metadata.labels['topology.cluster.x-k8s.io/deployment-name'] ?? 'control plane';
      if (order.at(-1) !== group) order.push(group);
    });
    await openTestClient(demo, 'mgmt-eu').patch(`${groupPath}/clusters/payments-prod-eu`, { spec: { topology: { version } } });
    await vi.waitFor(() => {
      const { status } = store.get('clusters', key)!;
      expect(status.conditions.find(({ type }) => type === 'TopologyReconciled')?.status).toBe('True');
      expect([status.controlPlane.versions, status.workers.versions]).toEqual([[{ version, replicas: 3 }], [{ version, replicas: status.workers.desiredReplicas }]]);
    }, 50_000);
    expect(order).toEqual(['control plane', 'md-0', 'md-1']);
    expect((await openTestClient(demo, 'payments-prod-eu').get('/version')).body).toMatchObject({ gitVersion: version });
  });
});

describe('the life of the fleet', () => {
  test('a machine passes through the phases of Cluster API in their order, and waits for a hook that holds it', { timeout: 30_000 }, async () => {
    const { demo } = await start();
    const { store } = demo.fleet.fleet.managements[0]!;
    const key = 'team-payments/payments-dev-eu';
    const machine = store.ofCluster('machines', key).find(({ metadata }) => metadata.ownerReferences?.[0]?.kind === 'MachineSet')!;
    const { name } = machine.metadata;
    const phases = new Map<string, string[]>();
    store.subscribe(({ plural, object, type }) => {
      if (plural !== 'machines') return;
      const { phase } = (object as Machine).status;
      const seen = phases.get(object.metadata.name) ?? [];
      const next = type === 'DELETED' ? 'gone' : phase;
      if (seen.at(-1) !== next) seen.push(next);
      phases.set(object.metadata.name, seen);
    });
    demo.fleet.hold('payments-dev-eu', name);
    store.put('machines', { ...store.get('machines', `team-payments/${name}`)!, metadata: { ...store.get('machines', `team-payments/${name}`)!.metadata, deletionTimestamp: timestamp(Date.now()) } });
    await vi.waitFor(() => {
      expect(store.get('machines', `team-payments/${name}`)?.status.conditions.find(({ type }) => type === 'Deleting')).toMatchObject({
        reason: 'WaitingForPreDrainHook',
        message: 'Waiting for pre-drain hooks to succeed (hooks: pre-drain.delete.hook.machine.cluster.x-k8s.io/demo)',
      });
    });
    demo.fleet.release('payments-dev-eu', name);
    await vi.waitFor(() => expect([...phases.values()].some((seen) => seen.at(-1) === 'Running' && seen[0] === 'Pending')).toBe(true), 20_000);
    expect(phases.get(name)?.slice(-2)).toEqual(['Deleting', 'gone']);
    expect([...phases.values()].find((seen) => seen[0] === 'Pending')).toEqual(['Pending', 'Provisioning', 'Provisioned', 'Running']);
  });

  test('small things change by themselves', async () => {
    const { demo } = await start();
    const versions = () => [...demo.fleet.fleet.servers.values()].reduce((sum, { store }) => sum + store.resourceVersion, 0);
    await vi.waitFor(() => expect(demo.fleet.fleet.clusters.get('orders-prod-us')!.management!.store.resourceVersion).toBeGreaterThan(1000));
    const before = versions();
    for (let index = 0; index < 5; index += 1) stirFleet(demo.fleet.fleet, Date.now(), fromNumbers(Math.random));
    expect(versions()).toBeGreaterThan(before);
  });
});

describe('the saved state', () => {
  test('brings back port, tokens and what had changed, with later resource versions', async () => {
    const { demo, dataDir } = await start();
    const client = openTestClient(demo, 'mgmt-eu');
    const clusterPath = `${groupPath}/clusters/payments-prod-eu`;
    await client.patch(clusterPath, { metadata: { annotations: { note: 'kept' } } });
    const before = await client.get(clusterPath);
    const kubeconfig = demo.kubeconfig('mgmt-eu');
    await demo.stop();
    running.length = 0;

    const { demo: again } = await start({ dataDir });
    expect(again.kubeconfig('mgmt-eu')).toBe(kubeconfig);
    const after = await openTestClient(again, 'mgmt-eu').get(clusterPath);
    expect(after.body).toMatchObject({ metadata: { uid: before.body.metadata.uid, annotations: { note: 'kept' }, creationTimestamp: before.body.metadata.creationTimestamp } });
    const list = await openTestClient(again, 'mgmt-eu').get('/apis/cluster.x-k8s.io/v1beta2/clusters');
    expect(Number(list.body.metadata.resourceVersion)).toBeGreaterThan(Number(before.body.metadata.resourceVersion));
  });
});
