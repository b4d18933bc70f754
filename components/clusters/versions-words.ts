import type { ClusterSummary } from '#lib/api/contract/clusters.ts';

/** The kubelet versions of a cluster in one cell: "v1.36.4", or "v1.36.4 ×8, v1.35.9 ×2", oldest last; null without nodes. */
export function nodeVersionWords(versions: ClusterSummary['nodeVersions']): string | null {
  if (versions.length === 0) return null;
  if (versions.length === 1) return versions[0]!.version;
  return versions.map(({ version, count }) => `${version} ×${count}`).join(', ');
}

/** "2 minors behind", or null when the kubelets are level with the control plane or the skew is not known. */
export function skewWords(skewMinors: number | null): string | null {
  if (skewMinors === null || skewMinors === 0) return null;
  const minors = Math.abs(skewMinors);
  return `${minors} ${minors === 1 ? 'minor' : 'minors'} ${skewMinors > 0 ? 'behind' : 'ahead'}`;
}
