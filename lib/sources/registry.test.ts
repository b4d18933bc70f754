import { expect, test } from 'vitest';
import { labelSourceKind, sourceKindNames } from '#lib/kernel/source-kinds.ts';
import { sourceKinds } from './registry.ts';

test('each kind on the list runs under its own name', () => {
  expect(sourceKinds.map(({ kind }) => kind).toSorted()).toEqual(sourceKindNames.toSorted());
});

test('a kind that is not on the list is told by its name', () => {
  expect([labelSourceKind('kubernetes'), labelSourceKind('vsphere')]).toEqual(['Kubernetes cluster', 'vsphere']);
});
