import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { stringify } from 'yaml';
import { type Certificates, makeCertificates } from './certificates.ts';
import { findFreePort } from './free-port.ts';
import { type KubeClient, openKubeClientOf } from './kube-client.ts';
import { type ServerProcess, startServer } from './server-process.ts';
import { findBinary } from './toolchain.ts';
import { openWorkspace, type Workspace } from './workspace.ts';

const run = promisify(execFile);

/** A real Kubernetes API server with its etcd and nothing else: no controllers, no nodes, no garbage collection. */
export interface KubernetesApi {
  readonly server: string;
  readonly kubeconfigPath: string;
  readonly client: KubeClient;
  readonly certificates: Certificates;
  readonly workspace: Workspace;
  /** Runs kubectl as administrator and returns what it prints. Throws with its error text when it fails. */
  kubectl(...args: readonly string[]): Promise<string>;
  /** Ends the API server as a crash would; etcd and everything else keep running. */
  stopApiServer(): Promise<void>;
  /** Starts it again at the same address with the same data; resolves when it is ready. */
  startApiServer(): Promise<void>;
  /** The ids of the processes that run now, by name. */
  pids(): Readonly<Record<string, number>>;
  /** Ends everything and removes the folder. May be called more than once. */
  stop(): Promise<void>;
}

/** Starts etcd and kube-apiserver on free loopback ports in a temporary folder. Throws when a binary is missing or a server does not become ready. */
export async function startKubernetesApi(): Promise<KubernetesApi> {
  const workspace = openWorkspace();
  try {
    const certificates = await makeCertificates(join(workspace.folder, 'certificates'));
    const etcdPort = await findFreePort();
    const etcd = await startEtcd(workspace, etcdPort);
    const port = await findFreePort();
    const server = `https://127.0.0.1:${port}`;
    const kubeconfigPath = writeKubeconfig(workspace.folder, server, certificates);
    const client = openKubeClientOf(kubeconfigPath);
    const start = (): Promise<ServerProcess> => startApiServer(workspace, port, etcdPort, certificates, client);
    let apiServer = await start();
    return {
      server,
      kubeconfigPath,
      client,
      certificates,
      workspace,
      kubectl: (...args) => kubectl(kubeconfigPath, args),
      stopApiServer: () => apiServer.kill(),
      startApiServer: async () => {
        if (!apiServer.isRunning()) apiServer = await start();
      },
      pids: () => ({ etcd: etcd.pid, 'kube-apiserver': apiServer.pid }),
      stop: async () => {
        client.close();
        await workspace.close();
      },
    };
  } catch (error) {
    await workspace.close();
    throw error;
  }
}

async function startEtcd(workspace: Workspace, port: number): Promise<ServerProcess> {
  const url = `http://127.0.0.1:${port}`;
  const peer = `http://127.0.0.1:${await findFreePort()}`;
  return startServer(workspace, {
    name: 'etcd',
    binary: findBinary('etcd'),
    args: [
      `--data-dir=${join(workspace.folder, 'etcd')}`,
      `--listen-client-urls=${url}`,
      `--advertise-client-urls=${url}`,
      `--listen-peer-urls=${peer}`,
      `--initial-advertise-peer-urls=${peer}`,
      `--initial-cluster=default=${peer}`,
      '--unsafe-no-fsync',
      '--log-level=warn',
    ],
    isReady: async () => (await fetch(`${url}/health`)).ok,
  });
}

function startApiServer(
  workspace: Workspace,
  port: number,
  etcdPort: number,
  certificates: Certificates,
  client: KubeClient,
): Promise<ServerProcess> {
  return startServer(workspace, {
    name: 'kube-apiserver',
    binary: findBinary('kube-apiserver'),
    args: [
      `--etcd-servers=http://127.0.0.1:${etcdPort}`,
      `--secure-port=${port}`,
      '--bind-address=127.0.0.1',
      '--endpoint-reconciler-type=none',
      `--tls-cert-file=${certificates.serverCertPath}`,
      `--tls-private-key-file=${certificates.serverKeyPath}`,
      `--client-ca-file=${certificates.caPath}`,
      '--authorization-mode=RBAC',
      '--service-cluster-ip-range=10.0.0.0/24',
      `--service-account-issuer=https://127.0.0.1:${port}`,
      `--service-account-key-file=${certificates.serviceAccountKeyPath}`,
      `--service-account-signing-key-file=${certificates.serviceAccountKeyPath}`,
      '--disable-admission-plugins=ServiceAccount',
      '--allow-privileged=true',
    ],
    isReady: async () => (await client.request('GET', '/readyz')) === 'ok',
  });
}

function writeKubeconfig(folder: string, server: string, certificates: Certificates): string {
  const path = join(folder, 'kubeconfig');
  const embed = (file: string): string => readFileSync(file).toString('base64');
  mkdirSync(folder, { recursive: true });
  const content = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'test',
    contexts: [{ name: 'test', context: { cluster: 'test', user: 'admin' } }],
    clusters: [{ name: 'test', cluster: { server, 'certificate-authority-data': certificates.caBase64 } }],
    users: [
      {
        name: 'admin',
        user: {
          'client-certificate-data': embed(certificates.adminCertPath),
          'client-key-data': embed(certificates.adminKeyPath),
        },
      },
    ],
  };
  writeFileSync(path, stringify(content), { mode: 0o600 });
  return path;
}

async function kubectl(kubeconfigPath: string, args: readonly string[]): Promise<string> {
  try {
    const options = { env: { ...process.env, KUBECONFIG: kubeconfigPath }, maxBuffer: 64 * 1024 * 1024 };
    return (await run('kubectl', args, options)).stdout;
  } catch (error) {
    const { stderr = String(error) } = error as { stderr?: string };
    throw new Error(`kubectl ${args.join(' ')} failed: ${stderr.trim()}`, { cause: error });
  }
}
