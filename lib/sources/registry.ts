import type { SourceKindName } from '#lib/kernel/source-kinds.ts';
import { clusterApiSource } from './cluster-api/index.ts';
import type { SourceKind } from './contract.ts';
import { kubernetesSource } from './kubernetes/index.ts';

const implementations: Readonly<Record<SourceKindName, SourceKind>> = {
  'cluster-api': clusterApiSource,
  kubernetes: kubernetesSource,
};

/** Every kind of source that runs, one line each; the compiler misses one that is on the list and not here. */
export const sourceKinds: readonly SourceKind[] = Object.values(implementations);
