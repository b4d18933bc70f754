import { expect, test } from 'vitest';
import type { ClusterObservation } from '#lib/inventory/clusters/model.ts';
import { createControlPlaneVersions } from './control-plane-versions.ts';
import { mapCluster } from './map.ts';
import { clusterWire } from './wire.ts';

const controlPlane = (wanted: string, running: string | undefined, name = 'c'): unknown => ({
  metadata: { name: 'kcp', uid: 'k', namespace: 'ns', ownerReferences: [{ kind: 'Cluster', name, uid: 'uid-c', controller: true }] },
  spec: { version: wanted }, status: { version: running },
});
const cluster = (parts: object = {}): ClusterObservation =>
  mapCluster(clusterWire.parse({ metadata: { name: 'c', namespace: 'ns', uid: 'uid-c' }, ...parts }), 'v1beta1', { rules: { environment: [], region: [], team: [] }, defaults: {} });

function create() {
  const emitted: ClusterObservation[] = [];
  return { emitted, ...createControlPlaneVersions((held) => emitted.push(held)) };
}

test('a Cluster that tells no versions gets those of its control plane', () => {
  const { learn, complete } = create();
  learn(controlPlane('v1.35.1', 'v1.34.9'));
  expect(complete(cluster())).toMatchObject({ controlPlaneVersion: 'v1.34.9', desiredVersion: 'v1.35.1' });
});

test('what a Cluster tells itself stands', () => {
  const { learn, complete, emitted } = create();
  learn(controlPlane('v1.30.0', 'v1.30.0'));
  const told = cluster({ spec: { topology: { version: 'v1.36.4' } }, status: { controlPlane: { versions: [{ version: 'v1.36.4' }, { version: 'v1.35.9' }] } } });
  expect(complete(told)).toMatchObject({ controlPlaneVersion: 'v1.35.9', desiredVersion: 'v1.36.4' });
  learn(controlPlane('v1.31.0', 'v1.31.0'));
  expect(emitted).toEqual([]);
});

test('a Cluster is told of again when its control plane comes to another version, and only then', () => {
  const { learn, complete, emitted } = create();
  expect(complete(cluster())).toMatchObject({ controlPlaneVersion: null });
  learn(controlPlane('v1.35.1', undefined));
  learn(controlPlane('v1.35.1', 'v1.35.1'));
  learn(controlPlane('v1.35.1', 'v1.35.1'));
  learn(controlPlane('v1.20.0', 'v1.20.0', 'another'));
  expect(emitted.map(({ controlPlaneVersion }) => controlPlaneVersion)).toEqual([null, 'v1.35.1']);
});

test('a Cluster of before a listing is not told of while that runs, and has the newest version once it is listed', () => {
  const { learn, complete, listAnew, emitted } = create();
  complete(cluster());
  listAnew();
  learn(controlPlane('v1.35.1', 'v1.35.1'));
  expect([emitted, complete(cluster()).controlPlaneVersion]).toEqual([[], 'v1.35.1']);
  learn(controlPlane('v1.36.4', 'v1.36.4'));
  expect(emitted.map(({ controlPlaneVersion }) => controlPlaneVersion)).toEqual(['v1.36.4']);
});

test('a Cluster that is gone is not told of again', () => {
  const { learn, complete, forget, emitted } = create();
  complete(cluster());
  forget('uid-c');
  learn(controlPlane('v1.35.1', 'v1.35.1'));
  expect(emitted).toEqual([]);
});

test('what the control plane of a Cluster said goes with that Cluster, and not with one that came after it', () => {
  const { learn, complete, forget } = create();
  learn(controlPlane('v1.35.1', 'v1.35.1'));
  complete(cluster());
  forget('uid-c');
  const next = cluster({ metadata: { name: 'c', namespace: 'ns', uid: 'uid-next' } });
  expect(complete(next)).toMatchObject({ controlPlaneVersion: null });
  learn(controlPlane('v1.36.4', 'v1.36.4'));
  forget('uid-c');
  expect(complete(next)).toMatchObject({ controlPlaneVersion: 'v1.36.4' });
});

test('a complete listing of Clusters leaves nothing known of any other', () => {
  const { learn, complete, keepOnly, emitted } = create();
  learn(controlPlane('v1.35.1', 'v1.35.1'));
  learn(controlPlane('v1.20.0', 'v1.20.0', 'another'));
  complete(cluster());
  keepOnly(new Set(['uid-c']));
  expect(complete(cluster())).toMatchObject({ controlPlaneVersion: 'v1.35.1' });
  expect(complete(cluster({ metadata: { name: 'another', namespace: 'ns', uid: 'uid-another' } }))).toMatchObject({ controlPlaneVersion: null });
  keepOnly(new Set());
  learn(controlPlane('v1.36.0', 'v1.36.0'));
  expect([emitted, complete(cluster()).controlPlaneVersion]).toEqual([[], 'v1.36.0']);
});
