import { setTimeout as sleep } from 'node:timers/promises';
import type { RolloutTarget } from '#lib/campaigns/ports.ts';
import { backoffMs } from '#lib/kernel/backoff.ts';
import type { KubeClient } from '#lib/platform/kube/client.ts';
import { KubeError } from '#lib/platform/kube/kube-error.ts';
import type { OpenActuator, SourceSettings } from '../contract.ts';
import { openSourceClient } from '../workload/source-client.ts';
import { actuatorError, asActuatorError } from './actuator-error.ts';
import { asApiVersion, controlPlaneGroup, coreGroup, type ApiVersion } from './api-version.ts';
import {
  actedCluster, actedGroup, fieldOfGroup, fieldOfTopologyControlPlane, fieldOfTopologyDeployment, type ActedCluster, type ActedGroup, type RolloutField,
} from './rollout-field.ts';

const fieldManager = 'tarmac';
const attempts = 6;
const pausedAnnotation = 'cluster.x-k8s.io/paused';

/**
 * Sets `rollout.after` through the management cluster of a source. Reads before it writes, so that asking again
 * changes nothing; writes carry the resource version that was read. Throws what the port says.
 */
export function createClusterActuator(settings: SourceSettings): OpenActuator {
  let opened: KubeClient | null = null;
  return {
    async setRolloutAfter(target, after, signal) {
      try {
        opened ??= openSourceClient(settings);
        return await setWithRetry(opened, target, after, signal);
      } catch (error) {
        throw asActuatorError(error);
      }
    },
    close() {
      opened?.close();
      opened = null;
    },
  };
}

async function setWithRetry(client: KubeClient, target: RolloutTarget, after: string, signal: AbortSignal): Promise<{ changed: boolean }> {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(after) || Number.isNaN(Date.parse(after))) {
    throw actuatorError('invalid', 'The time of a rollout must be RFC 3339 in UTC with whole seconds.');
  }
  const apiVersion = asApiVersion(target.apiVersion);
  if (!apiVersion) throw actuatorError('unsupported', `Cluster API ${target.apiVersion} is not supported; v1beta2 and v1beta1 are.`);
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await setOnce(client, target, apiVersion, after, signal);
    } catch (error) {
      // Controllers write status all the time; what was read is then simply old.
      if (!(error instanceof KubeError) || error.code !== 'conflict' || attempt + 1 >= attempts) throw error;
      await sleep(backoffMs(attempt, { firstMs: 50, maxMs: 1000 }, Math.random()), undefined, { signal });
    }
  }
}

async function setOnce(client: KubeClient, target: RolloutTarget, apiVersion: ApiVersion, after: string, signal: AbortSignal): Promise<{ changed: boolean }> {
  const clusterPath = pathOf(target, coreGroup, apiVersion, 'clusters', target.clusterName);
  const { kind, name } = target.group;
  const groupPath = kind === 'KubeadmControlPlane'
    ? pathOf(target, controlPlaneGroup, apiVersion, 'kubeadmcontrolplanes', name)
    : pathOf(target, coreGroup, apiVersion, 'machinedeployments', name);
  const cluster = await client.getJson(clusterPath, actedCluster, { what: `read the Cluster ${target.namespace}/${target.clusterName}`, signal });
  refuseHalted(cluster, `Cluster ${target.namespace}/${target.clusterName}`);
  const group = await client.getJson(groupPath, actedGroup, { what: `read the ${kind} ${target.namespace}/${name}`, signal });
  refuseHalted(group, `${kind} ${target.namespace}/${name}`);
  if (group.spec?.clusterName !== undefined && group.spec.clusterName !== target.clusterName) {
    throw actuatorError('invalid', `${kind} ${target.namespace}/${name} belongs to the Cluster ${group.spec.clusterName}, not ${target.clusterName}.`);
  }

  const inTopology = topologyField(target, cluster, group);
  if (inTopology) {
    const done = await apply(client, clusterPath, inTopology, after, signal, `roll out ${kind} ${name} through Cluster ${target.clusterName}`)
      .catch((error: unknown) => (isLeftEmpty(error) ? null : Promise.reject(error)));
    if (done) return done;
    // Cluster API before 1.13: the API server does not know the field, so it goes where that version reads it.
  }
  const done = await apply(client, groupPath, fieldOfGroup(group, apiVersion), after, signal, `roll out ${kind} ${name}`);
  if (done) return done;
  throw actuatorError('unsupported', `This Cluster API (${apiVersion}) drops the rollout time of ${kind} ${target.namespace}/${name}; nothing was changed.`);

  async function apply(kube: KubeClient, path: string, field: RolloutField, wanted: string, abort: AbortSignal, what: string): Promise<{ changed: boolean } | null> {
    const held = field.current === null ? Number.NEGATIVE_INFINITY : Date.parse(field.current);
    if (held === Date.parse(wanted)) return { changed: false };
    // The clock over there decides what Cluster API does, not ours.
    const nowMs = kube.serverTimeMs() ?? Date.now();
    if (held > nowMs) {
      throw actuatorError('conflict', `Somebody planned a rollout of ${kind} ${target.namespace}/${name} for ${field.current}. Remove that time or wait for it.`);
    }
    // A later rollout that is already under way replaces these machines too.
    if (held > Date.parse(wanted)) return { changed: false };
    // Cluster API ignores a time that has not come yet, and does not come back to it soon.
    if (Date.parse(wanted) > nowMs) {
      throw actuatorError('too-early', `By the clock of the management cluster ${wanted}, the time of this rollout by Tarmac's clock, has not come yet. It is set once it has. Compare the clocks of Tarmac and of the management cluster.`, true);
    }
    const answer = await kube.mergePatch(path, field.patch(wanted), { fieldManager, what, signal: abort });
    const kept = path === clusterPath ? topologyField(target, actedCluster.parse(answer), group) : fieldOfGroup(actedGroup.parse(answer), apiVersion);
    return kept?.current !== null && kept?.current !== undefined && Date.parse(kept.current) === Date.parse(wanted) ? { changed: true } : null;
  }
}

/** The place in `Cluster.spec.topology` when ClusterClass manages this group; null when the group itself is the place. */
function topologyField({ group: { kind, topologyName } }: RolloutTarget, cluster: ActedCluster, group: ActedGroup): RolloutField | null {
  if (!cluster.spec?.topology) return null;
  if (kind === 'KubeadmControlPlane') return fieldOfTopologyControlPlane(cluster);
  const labels = group.metadata.labels ?? {};
  if (!('topology.cluster.x-k8s.io/owned' in labels)) return null;
  return fieldOfTopologyDeployment(cluster, topologyName ?? labels['topology.cluster.x-k8s.io/deployment-name'] ?? '');
}

/** What remains of our patch without the field is an object without any, which v1beta2 refuses (`minProperties: 1`), saying where. */
function isLeftEmpty(error: unknown): boolean {
  return error instanceof KubeError && error.code === 'rejected' && /\bspec\.topology\.(controlPlane|workers\.machineDeployments\[\d+\]\.rollout): /.test(error.message);
}

function refuseHalted({ metadata, spec }: ActedCluster | ActedGroup, what: string): void {
  if (metadata.deletionTimestamp) throw actuatorError('deleting', `${what} is being deleted; it is left alone.`);
  if (spec?.paused || pausedAnnotation in (metadata.annotations ?? {})) {
    throw actuatorError('paused', `${what} is paused, so Cluster API would not act. Unpause it and try again.`);
  }
}

function pathOf({ namespace }: RolloutTarget, group: string, version: ApiVersion, resource: string, name: string): string {
  return `/apis/${group}/${version}/namespaces/${encodeURIComponent(namespace)}/${resource}/${encodeURIComponent(name)}`;
}
