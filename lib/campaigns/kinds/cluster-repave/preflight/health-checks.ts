import type { ClusterSnapshot } from '#lib/inventory/clusters/snapshot-model.ts';
import type { MachineHealthCheckObservation } from '#lib/inventory/machines/model.ts';
import type { Blocker } from '../../../model.ts';
import { warning } from './blocker.ts';

/** Health checks delete machines by themselves, in the middle of a repave too. */
export function healthChecksThatRemediate({ healthChecks, healthCheckScopes, namespace, name }: ClusterSnapshot): Blocker[] {
  const unread = healthCheckScopes.problems.length > 0
    ? [warning('health-checks-unknown', { kind: 'Cluster', namespace, name }, 'MachineHealthChecks could not be read lately: one may replace machines by itself meanwhile.')]
    : [];
  const watching = healthChecks.filter((check) => !check.paused && check.expectedMachines !== 0);
  const remediating = watching.filter(({ expectedMachines, currentHealthy }) => expectedMachines !== null && currentHealthy !== null && currentHealthy < expectedMachines);
  const quiet = watching.filter((check) => !remediating.includes(check));
  const first = quiet[0];
  return [
    ...unread,
    ...remediating.map((check) => warning('health-check-remediates', objectOf(check), `MachineHealthCheck ${check.name} finds ${check.expectedMachines! - check.currentHealthy!} of ${check.expectedMachines} machines unhealthy and may replace them on its own account now.`)),
    ...(first ? [warning('health-check-active', objectOf(first), `${quiet.length === 1 ? `MachineHealthCheck ${first.name}` : `Each of ${quiet.length} MachineHealthChecks`} may replace machines by itself when new ones are slow to join. Pause it if joining takes long here.`)] : []),
  ];
}

const objectOf = ({ namespace, name }: MachineHealthCheckObservation) => ({ kind: 'MachineHealthCheck', namespace, name });
