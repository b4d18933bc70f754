import type { ClusterSummary } from '#lib/api/contract/clusters.ts';
import type { StateWords } from './cluster-state.ts';

/** The kubelet versions of a cluster in one cell: "v1.36.4", or "v1.36.4 ×8, v1.35.9 ×2", oldest last; null without nodes. */
export function nodeVersionWords(versions: ClusterSummary['nodeVersions']): string | null {
  if (versions.length === 0) return null;
  if (versions.length === 1) return versions[0]!.version;
  return versions.map(({ version, count }) => `${version} ×${count}`).join(', ');
}

/** How a cluster's kubelets lie against its control plane, in few words: "level", "2 minors behind", else their version or how many there are. */
export function kubeletWords({ nodeVersions, skewMinors, controlPlaneVersion }: Pick<ClusterSummary, 'nodeVersions' | 'skewMinors' | 'controlPlaneVersion'>): StateWords {
  if (skewMinors) return { tone: skewMinors < 0 || skewMinors > mostSkewMinors ? 'attention' : 'ok', words: skewWords(skewMinors) };
  const [only, ...others] = nodeVersions;
  if (only === undefined || others.length > 0) return { tone: 'ok', words: `${nodeVersions.length} versions` };
  return { tone: 'ok', words: only.version === controlPlaneVersion ? 'level' : only.version };
}

// How many minors a kubelet may be older than its API server, and never newer (Kubernetes, version skew policy, "kubelet").
const mostSkewMinors = 3;

function skewWords(skewMinors: number): string {
  const minors = Math.abs(skewMinors);
  return `${minors} ${minors === 1 ? 'minor' : 'minors'} ${skewMinors > 0 ? 'behind' : 'ahead'}`;
}
