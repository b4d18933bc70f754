import { mergePatch } from './patch-json.ts';

type Members = Record<string, unknown>;

/**
 * Brings what a client made of a v1beta1 object back to the stored v1beta2 object: metadata and the
 * fields of the spec that people set. Fields that v1beta1 before Cluster API 1.13 does not know, such
 * as `topology.controlPlane.rollout`, are pruned, as an API server does.
 */
export function fromV1Beta1(stored: object, patched: object): object {
  const spec = membersAt(patched, 'spec');
  const topology = membersAt(spec, 'topology');
  const patch: Members = { metadata: Reflect.get(patched, 'metadata') };
  const changes: Members = {};
  switch (Reflect.get(stored, 'kind')) {
    case 'Cluster':
      changes['paused'] = spec['paused'] ?? null;
      if (Object.keys(topology).length > 0) {
        changes['topology'] = {
          version: topology['version'],
          controlPlane: { replicas: membersAt(topology, 'controlPlane')['replicas'] },
        };
      }
      break;
    case 'KubeadmControlPlane':
      changes['replicas'] = spec['replicas'];
      changes['version'] = spec['version'];
      changes['rollout'] = { after: spec['rolloutAfter'] ?? null };
      break;
    case 'MachineDeployment':
      changes['replicas'] = spec['replicas'];
      changes['paused'] = spec['paused'] ?? null;
      changes['rollout'] = { after: spec['rolloutAfter'] ?? null };
      changes['template'] = { spec: { version: membersAt(membersAt(spec, 'template'), 'spec')['version'] } };
      break;
    default:
  }
  patch['spec'] = changes;
  const merged = mergePatch(stored, patch);
  const metadata: unknown = Reflect.get(patched, 'metadata');
  return { ...stored, ...(typeof merged === 'object' ? merged : {}), metadata };
}

function membersAt(parent: object, key: string): Members {
  const value: unknown = Reflect.get(parent, key);
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
