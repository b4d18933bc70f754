import { AppError } from '#lib/kernel/app-error.ts';
import { readClusterSnapshots } from '#lib/inventory/clusters/snapshot.ts';
import type { ClusterSnapshot } from '#lib/inventory/clusters/snapshot-model.ts';
import type { CampaignKindDefinition } from '../../engine/kind.ts';
import type { ActuatorErrorCode } from '../../ports.ts';
import { findDifferences } from './differences.ts';
import { checkBeforeStep, observeStep } from './observe.ts';
import { planRepave } from './plan.ts';
import { groupTitle } from './preflight/groups.ts';
import { describeProgress } from './progress.ts';

/** Replaces every machine of a cluster by new ones of the same make, control plane first, through Cluster API. */
export const clusterRepave: CampaignKindDefinition<ClusterSnapshot> = {
  kind: 'cluster-repave',
  readSnapshots: readClusterSnapshots,
  plan: planRepave,
  compare: findDifferences,
  preflight: checkBeforeStep,
  observe: observeStep,
  progress: describeProgress,
  titleOf: (planned, step) => {
    const found = planned.steps[step];
    return found ? groupTitle(found.group) : `step ${step + 1}`;
  },
  act: async (planned, intent, actuatorOf, signal) => {
    const step = planned.steps[intent.step];
    const actuator = await actuatorOf(planned.sourceId);
    if (!step) throw new AppError<ActuatorErrorCode>('invalid', 'The plan has no such step.');
    if (!actuator) {
      // A worker that has just started may not have its sources yet; one that is gone takes its rows along, which halts the target.
      throw new AppError<ActuatorErrorCode>('unreachable', `The source of ${planned.clusterName} is not running or cannot change anything. Look at Settings, Sources.`, { retryable: true });
    }
    const { namespace, clusterName, sourceId, apiVersion, clusterHasTopology } = planned;
    const { kind, name, topologyName } = step.group;
    await actuator.setRolloutAfter({ sourceId, namespace, clusterName, group: { kind, name, topologyName }, apiVersion, clusterHasTopology }, intent.after, signal);
  },
};
