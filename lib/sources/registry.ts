import { clusterApiSource } from './cluster-api/index.ts';
import type { SourceKind } from './contract.ts';
import { kubernetesSource } from './kubernetes/index.ts';

/** Every kind of source, one line each. */
export const sourceKinds: readonly SourceKind[] = [
  clusterApiSource,
  kubernetesSource,
];
