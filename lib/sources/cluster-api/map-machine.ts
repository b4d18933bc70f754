import type { MachineObservation } from '#lib/inventory/machines/model.ts';
import { conditionIs, controllerOf, type WireMetadata } from '../workload/wire-fields.ts';
import { explainMachine } from './explain-machine.ts';
import { clusterNameLabel, conditionsOf, isPaused } from './map.ts';
import type { MachineWire } from './wire.ts';

const phases = new Set(['Pending', 'Provisioning', 'Provisioned', 'Running', 'Updating', 'Deleting', 'Deleted', 'Failed']);

/** Machine → observation. Phases that are not known are `Unknown`; `ready`, `available` and `upToDate` only where the controllers say so. */
export function mapMachine({ metadata, spec, status }: MachineWire): MachineObservation {
  const conditions = conditionsOf(status);
  const owner = controllerOf(metadata);
  const observation: MachineObservation = {
    uid: metadata.uid,
    namespace: metadata.namespace ?? '',
    name: metadata.name,
    clusterName: spec.clusterName ?? metadata.labels[clusterNameLabel] ?? '',
    role: 'cluster.x-k8s.io/control-plane' in metadata.labels ? 'control-plane' : 'worker',
    ownerUid: owner?.uid ?? null,
    ownerKind: owner?.kind ?? null,
    groupName: groupNameOf(metadata, owner),
    version: spec.version,
    phase: status.phase !== null && phases.has(status.phase) ? status.phase : 'Unknown',
    nodeName: status.nodeRef.name,
    providerId: spec.providerID,
    createdAt: metadata.creationTimestamp,
    deletingSince: metadata.deletionTimestamp,
    ready: conditionIs(conditions, 'Ready'),
    available: conditionIs(conditions, 'Available'),
    upToDate: conditionIs(conditions, 'UpToDate'),
    paused: isPaused(metadata),
    certificatesExpireAt: status.certificatesExpiryDate,
    deletion: status.deletion && {
      nodeDrainStartedAt: status.deletion.nodeDrainStartTime,
      waitingForPreDrainHookSince: status.deletion.waitForPreDrainHookStartTime,
      waitingForVolumeDetachSince: status.deletion.waitForNodeVolumeDetachStartTime,
      waitingForPreTerminateHookSince: status.deletion.waitForPreTerminateHookStartTime,
    },
    deletionHooks: hooksOf(metadata.annotations),
    conditions,
    reason: null,
  };
  return { ...observation, reason: explainMachine(observation, status.failureMessage ?? status.deprecated.v1beta1.failureMessage) };
}

/** Labels hold hashes of names beyond 63 characters (`hash_…_z`), so owner references come first. */
function groupNameOf(metadata: WireMetadata, owner: { kind: string; name: string } | null): string | null {
  if (owner && owner.kind !== 'MachineSet') return owner.name;
  const { labels } = metadata;
  const name = labels['cluster.x-k8s.io/deployment-name'] ?? labels['cluster.x-k8s.io/control-plane-name'] ?? labels['cluster.x-k8s.io/pool-name'];
  return name && !/^hash_.+_z$/.test(name) ? name : null;
}

const hookPattern = /^(pre-drain|pre-terminate)\.delete\.hook\.machine\.cluster\.x-k8s\.io(?:\/(.*))?$/;

function hooksOf(annotations: WireMetadata['annotations']): string[] {
  return Object.keys(annotations)
    .map((key) => hookPattern.exec(key))
    .filter((match) => match !== null && match[2] !== 'kcp-cleanup')
    .map((match) => `${match![1]}/${match![2] ?? ''}`)
    .toSorted();
}

