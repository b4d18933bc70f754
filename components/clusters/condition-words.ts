import { type ConditionVerdict, judgeCondition } from '#lib/inventory/clusters/condition-model.ts';
import type { ClusterDetail } from '#lib/api/contract/clusters.ts';
import type { Tone } from '#components/ui/tone.ts';

type Condition = ClusterDetail['conditions'][number];

const tones: Record<ConditionVerdict, Tone> = { wrong: 'attention', unknown: 'unknown', moving: 'motion', good: 'ok' };

const plain: Record<string, [good: string, bad: string]> = {
  Available: ['Answers and works', 'Does not work fully'],
  Ready: ['Everything is ready', 'Not everything is ready'],
  InfrastructureReady: ['Infrastructure is there', 'Infrastructure is not ready'],
  ControlPlaneInitialized: ['Control plane has come up once', 'Control plane has not come up yet'],
  ControlPlaneReady: ['Control plane is ready', 'Control plane is not ready'],
  ControlPlaneAvailable: ['Control plane answers', 'Control plane does not answer'],
  ControlPlaneMachinesReady: ['Control plane machines are ready', 'Control plane machines are not all ready'],
  ControlPlaneMachinesUpToDate: ['Control plane machines are up to date', 'Control plane machines wait to be replaced'],
  WorkersAvailable: ['Workers are available', 'Workers are not all available'],
  WorkerMachinesReady: ['Worker machines are ready', 'Worker machines are not all ready'],
  WorkerMachinesUpToDate: ['Worker machines are up to date', 'Worker machines wait to be replaced'],
  RemoteConnectionProbe: ['Cluster API reaches the cluster', 'Cluster API does not reach the cluster'],
  TopologyReconciled: ['Matches its cluster class', 'Does not match its cluster class yet'],
  RollingOut: ['No rollout under way', 'Machines are being replaced'],
  ScalingUp: ['Not scaling up', 'Scaling up'],
  ScalingDown: ['Not scaling down', 'Scaling down'],
  Remediating: ['No machine is being remediated', 'Unhealthy machines are being remediated'],
  Paused: ['Not paused', 'Paused: Cluster API leaves it alone'],
  Deleting: ['Not being deleted', 'Being deleted'],
};

/** A condition as a sentence with its tone. A type that is not known here keeps its own name; Unknown is never good. */
export function conditionWords({ type, status }: Pick<Condition, 'type' | 'status'>): { tone: Tone; words: string } {
  const [good, bad] = plain[type] ?? [type, `${type} is ${status === 'True' ? 'true' : 'false'}`];
  const verdict = judgeCondition({ type, status });
  return { tone: tones[verdict], words: verdict === 'unknown' ? `${plain[type] ? good : type}: not known` : verdict === 'good' ? good : bad };
}
