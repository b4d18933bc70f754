import type { ClusterSummary } from '#lib/api/contract/clusters.ts';
import { minorsBehind } from '#lib/kernel/kubernetes-version.ts';
import type { StateWords } from './cluster-state.ts';

/** The kubelet versions of a cluster in one cell: "v1.36.4", or "v1.36.4 ×8, v1.35.9 ×2", oldest last; null without nodes. */
export function nodeVersionWords(versions: ClusterSummary['nodeVersions']): string | null {
  if (versions.length === 0) return null;
  if (versions.length === 1) return versions[0]!.version;
  return versions.map(({ version, count }) => `${version} ×${count}`).join(', ');
}

/** How a cluster's kubelets lie against its control plane, in few words: "level", "2 minors behind", else their version or how many there are. */
export function kubeletWords(cluster: Pick<ClusterSummary, 'nodeVersions' | 'skewMinors' | 'controlPlaneVersion'>): StateWords {
  const { nodeVersions, skewMinors, controlPlaneVersion } = cluster;
  const ahead = minorsAhead(cluster);
  if (ahead > 0) return { tone: 'attention', words: `${minorWords(ahead)} ahead` };
  if (skewMinors) return { tone: skewMinors > mostSkewMinors ? 'attention' : 'ok', words: `${minorWords(skewMinors)} behind` };
  const [only, ...others] = nodeVersions;
  if (only === undefined || others.length > 0) return { tone: 'ok', words: `${nodeVersions.length} versions` };
  return { tone: 'ok', words: only.version === controlPlaneVersion ? 'level' : only.version };
}

/** How many minors the newest kubelet is ahead of its control plane, which none may be; 0 when none is or that is not known. */
export function minorsAhead({ controlPlaneVersion, nodeVersions }: Pick<ClusterSummary, 'nodeVersions' | 'controlPlaneVersion'>): number {
  return Math.max(0, ...nodeVersions.map(({ version }) => -(minorsBehind(version, controlPlaneVersion ?? '') ?? 0)));
}

/** How many minors a kubelet may be older than its API server, and never newer (Kubernetes, version skew policy, "kubelet"). */
export const mostSkewMinors = 3;

function minorWords(minors: number): string {
  return `${minors} ${minors === 1 ? 'minor' : 'minors'}`;
}
