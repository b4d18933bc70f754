/** Every kind of source there is: the name that is stored, what it is, and what adding one brings. One line each; all else derives from it. */
export const sourceKindList = [
  { kind: 'cluster-api', label: 'Cluster API management cluster', description: 'All its workload clusters are seen too, and can be repaved.' },
  { kind: 'kubernetes', label: 'Kubernetes cluster', description: 'One cluster by its own kubeconfig: it is seen and never acted on.' },
] as const;

/** The name of a kind of source. */
export type SourceKindName = (typeof sourceKindList)[number]['kind'];

/** The names of all kinds. */
export const sourceKindNames: readonly SourceKindName[] = sourceKindList.map(({ kind }) => kind);

/** What a source of this kind is, in words; a kind that is not known is its own name. */
export function labelSourceKind(kind: string): string {
  return sourceKindList.find((known) => known.kind === kind)?.label ?? kind;
}
