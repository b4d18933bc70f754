import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** One system that is built from a Go module: its folder under `tools/`, the command to build, and where its manifests are. */
export interface Tool {
  readonly system: ToolName;
  readonly package: string;
  readonly ldflags: string;
  /** The module and folders that the build copies or renders beside the binary. */
  readonly manifests?: {
    readonly module: string;
    readonly kustomization: string;
    readonly templates?: string;
  };
}

/** The name of a system, which is also the name of its folder and of its binary. */
export type ToolName =
  | 'etcd'
  | 'kube-apiserver'
  | 'capi-core'
  | 'capi-bootstrap'
  | 'capi-control-plane'
  | 'capi-docker';

const small = '-s -w';
const kubernetesVersion = 'v1.36.4';
const clusterApi = 'sigs.k8s.io/cluster-api';

/** Every tool that the lane builds, quickest first so that an early failure shows early. */
export const tools: readonly Tool[] = [
  { system: 'etcd', package: 'go.etcd.io/etcd/server/v3', ldflags: small },
  {
    system: 'capi-core',
    package: `${clusterApi}/core`,
    ldflags: small,
    manifests: { module: clusterApi, kustomization: 'core/config/default' },
  },
  {
    system: 'capi-bootstrap',
    package: `${clusterApi}/bootstrap/kubeadm`,
    ldflags: small,
    manifests: { module: clusterApi, kustomization: 'bootstrap/kubeadm/config/default' },
  },
  {
    system: 'capi-control-plane',
    package: `${clusterApi}/controlplane/kubeadm`,
    ldflags: small,
    manifests: { module: clusterApi, kustomization: 'controlplane/kubeadm/config/default' },
  },
  {
    system: 'capi-docker',
    package: `${clusterApi}/test/infrastructure/docker`,
    ldflags: small,
    manifests: {
      module: `${clusterApi}/test`,
      kustomization: 'infrastructure/docker/config/default',
      templates: 'infrastructure/docker/templates',
    },
  },
  {
    system: 'kube-apiserver',
    package: 'k8s.io/kubernetes/cmd/kube-apiserver',
    ldflags: [
      small,
      `-X k8s.io/component-base/version.gitVersion=${kubernetesVersion}`,
      '-X k8s.io/component-base/version.gitMajor=1',
      '-X k8s.io/component-base/version.gitMinor=36',
    ].join(' '),
  },
];

/** The folder with a tool's `go.mod`. */
export function moduleFolderOf(system: ToolName): string {
  return fileURLToPath(new URL(`../tools/${system}`, import.meta.url));
}

/** The cache folder of a tool as it is pinned now; it exists only once the tool is built. */
export function toolFolder(tool: Tool): string {
  const hash = createHash('sha256');
  for (const file of ['go.mod', 'go.sum', 'edits.json']) {
    const path = join(moduleFolderOf(tool.system), file);
    if (existsSync(path)) hash.update(readFileSync(path));
  }
  hash.update(tool.ldflags).update(JSON.stringify(tool.manifests ?? null));
  return join(toolsCache(), `${tool.system}-${hash.digest('hex').slice(0, 16)}`);
}

/** The path of a built binary. Throws a sentence that says how to build it when it is missing. */
export function findBinary(system: ToolName): string {
  const binary = join(folderOf(system), system);
  if (!existsSync(binary)) {
    throw new Error(`${system} is not built yet: run \`node e2e/real/build-tools.ts\` first.`);
  }
  return binary;
}

/** The folder with a built tool's `manifests.json` and templates. */
export function folderOf(system: ToolName): string {
  const tool = tools.find((candidate) => candidate.system === system);
  if (!tool) throw new Error(`${system} is no tool of this lane.`);
  return toolFolder(tool);
}

function toolsCache(): string {
  const base = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  return process.env['TARMAC_TOOLS_CACHE'] || join(base, 'tarmac', 'tools');
}
