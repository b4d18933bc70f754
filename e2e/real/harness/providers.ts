import { findFreePort, holdFreePort, type HeldPort } from './free-port.ts';
import type { KubernetesApi } from './kubernetes-api.ts';
import { installManifests } from './provider-manifests.ts';
import { type ServerProcess, startServer } from './server-process.ts';
import { findBinary, type ToolName } from './toolchain.ts';

interface Provider {
  readonly system: ToolName;
  readonly namespace: string;
  readonly featureGates: string;
}

const commonGates = 'ClusterTopology=true';

const providers: readonly Provider[] = [
  { system: 'capi-core', namespace: 'capi-system', featureGates: `${commonGates},RuntimeSDK=true,MachinePool=true` },
  { system: 'capi-bootstrap', namespace: 'capi-kubeadm-bootstrap-system', featureGates: commonGates },
  { system: 'capi-control-plane', namespace: 'capi-kubeadm-control-plane-system', featureGates: commonGates },
  { system: 'capi-docker', namespace: 'capd-system', featureGates: commonGates },
];

/** Installs and starts Cluster API: core, kubeadm bootstrap and control plane, and the in-memory infrastructure. Returns the processes by name. */
export async function startProviders(api: KubernetesApi): Promise<ReadonlyMap<string, ServerProcess>> {
  // The manifests name the ports, and take seconds to install, before anything listens there.
  const webhookPorts = new Map<ToolName, HeldPort>();
  for (const { system } of providers) webhookPorts.set(system, await holdFreePort());
  // Every provider watches kinds of its neighbours, so all kinds come before the first process.
  await Promise.all(
    [...webhookPorts].map(([system, { port }]) =>
      installManifests(api.client, system, { port, caBase64: api.certificates.caBase64 }),
    ),
  );
  const started = await Promise.all(
    providers.map(async (provider) => {
      const process = await startProvider(api, provider, webhookPorts.get(provider.system)!);
      return [provider.system, process] as const;
    }),
  );
  return new Map(started);
}

async function startProvider(api: KubernetesApi, provider: Provider, webhook: HeldPort): Promise<ServerProcess> {
  const health = `127.0.0.1:${await findFreePort()}`;
  await webhook.release();
  return startServer(api.workspace, {
    name: provider.system,
    binary: findBinary(provider.system),
    args: [
      `--kubeconfig=${api.kubeconfigPath}`,
      `--webhook-port=${webhook.port}`,
      `--webhook-cert-dir=${api.certificates.serverFolder}`,
      '--diagnostics-address=127.0.0.1:0',
      '--insecure-diagnostics',
      `--health-addr=${health}`,
      `--feature-gates=${provider.featureGates}`,
      // An event that a controller overlooks is made up for at its next resync: by default after ten minutes, longer than any test waits.
      '--sync-period=1m',
    ],
    env: {
      POD_IP: '127.0.0.1',
      POD_NAMESPACE: provider.namespace,
      POD_NAME: provider.system,
      POD_UID: provider.system,
    },
    isReady: async () => (await fetch(`http://${health}/readyz`)).ok,
  });
}
