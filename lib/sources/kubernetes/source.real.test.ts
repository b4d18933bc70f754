import { readFileSync } from 'node:fs';
import { startKubernetesApi } from '#e2e/real/harness/kubernetes-api.ts';
import type { SourceSettings } from '../contract.ts';
import { describeSourceContract, type SourceFixture } from '../source-contract.ts';
import { kubernetesSource } from './index.ts';

async function startFixture(): Promise<SourceFixture> {
  const api = await startKubernetesApi();
  const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'node-1' } };
  await api.client.create('/api/v1/nodes', node);
  await api.kubectl('create', 'deployment', 'web', '--image=registry.example/web:1');
  await api.kubectl('create', 'poddisruptionbudget', 'web', '--selector=app=web', '--min-available=1');
  const { uid } = (await api.client.get('/apis/apps/v1/namespaces/default/deployments/web')).metadata as { uid?: string };
  const owner = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web-5d4f', uid, controller: true };
  await api.client.create('/api/v1/namespaces/default/pods', {
    apiVersion: 'v1', kind: 'Pod',
    metadata: { name: 'web-5d4f-x', labels: { app: 'web', 'pod-template-hash': '5d4f' }, ownerReferences: [owner] },
    spec: { nodeName: 'node-1', containers: [{ name: 'web', image: 'registry.example/web:1' }] },
  });
  const settings: SourceSettings = {
    id: 'real', name: 'plain', kind: 'kubernetes', kubeconfig: readFileSync(api.kubeconfigPath, 'utf8'), context: null, trusted: true,
    baseDirectory: null, namespaces: null, defaults: {}, rules: { environment: [], region: [], team: [] },
  };
  return {
    settings,
    clusters: ['plain'],
    unreachable: [],
    notServed: [],
    expected: [
      { kind: 'Deployment', name: 'web', fields: { namespace: 'default', desiredReplicas: 1, images: ['registry.example/web:1'] } },
      // No controller runs here, so nobody has looked at it: the server prints 0, which is not known.
      { kind: 'PodDisruptionBudget', name: 'web', fields: { minAvailable: '1', disruptionsAllowed: null, selector: { matchLabels: { app: 'web' } } } },
      { kind: 'Pod', name: 'web-5d4f-x', fields: { nodeName: 'node-1', ownerKind: 'Deployment', ownerName: 'web', containers: [{ name: 'web', image: 'registry.example/web:1', imageId: null, ready: false }] } },
      { kind: 'Namespace', name: 'kube-system', fields: { deletingSince: null } },
    ],
    async change() {
      await api.kubectl('cordon', 'node-1');
      return { kind: 'Node', name: 'node-1', expected: { unschedulable: true } };
    },
    async changeWorkload() {
      await api.kubectl('uncordon', 'node-1');
      return { kind: 'Node', name: 'node-1', expected: { unschedulable: false } };
    },
    async remove() {
      await api.kubectl('delete', 'deployment', 'web', '--wait=false', '--cascade=orphan');
      await api.client.patch('/apis/apps/v1/namespaces/default/deployments/web', { metadata: { finalizers: null } }).catch(() => undefined);
      return { kind: 'Deployment', name: 'web' };
    },
    expire: null,
    cut: () => api.stopApiServer(),
    restore: () => api.startApiServer(),
    cutKinds: ['Node', 'Namespace', 'Pod', 'Deployment', 'StatefulSet', 'DaemonSet', 'PodDisruptionBudget'],
    stop: () => api.stop(),
  };
}

describeSourceContract('kubernetes on a real API server', kubernetesSource, startFixture);
