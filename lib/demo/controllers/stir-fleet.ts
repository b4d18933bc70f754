import type { Fleet } from '../fleet/demo-fleet.ts';
import type { Random } from '../fleet/random.ts';
import { timestamp } from '../model/kube-object.ts';
import { setPodConditions } from '../objects/pod.ts';

/** Lets one small thing happen somewhere, as in any fleet: a container restarts, or a deployment is scaled. */
export function stirFleet(fleet: Fleet, now: number, random: Random): void {
  const lively = [...fleet.clusters.values()].filter(({ plan }) => !plan.unreachable && !plan.paused && !plan.stuck);
  if (lively.length === 0) return;
  const { store } = random.pick(lively).workload;
  if (random.next() < 0.4) scale();
  else restart();

  function scale(): void {
    const deployments = store.list('deployments').filter(({ spec }) => spec.replicas > 0);
    if (deployments.length === 0) return;
    const deployment = random.pick(deployments);
    const replicas = deployment.spec.replicas + (deployment.spec.replicas > 4 ? -1 : 1);
    const metadata = { ...deployment.metadata, generation: (deployment.metadata.generation ?? 1) + 1 };
    store.put('deployments', { ...deployment, metadata, spec: { ...deployment.spec, replicas } });
  }

  function restart(): void {
    const running = store.list('pods').filter(({ metadata, status }) => metadata.namespace !== 'kube-system' && status.phase === 'Running');
    if (running.length === 0) return;
    const pod = random.pick(running);
    const containerStatuses = (pod.status.containerStatuses ?? []).map((container) => ({
      ...container,
      ready: false,
      started: false,
      restartCount: container.restartCount + 1,
      state: { waiting: { reason: 'CrashLoopBackOff' } },
      lastState: {
        terminated: { exitCode: 137, reason: 'OOMKilled', startedAt: container.state.running?.startedAt ?? timestamp(now), finishedAt: timestamp(now) },
      },
    }));
    const conditions = setPodConditions(pod.status.conditions, { Ready: ['False', 'ContainersNotReady'], ContainersReady: ['False', 'ContainersNotReady'] }, now);
    store.put('pods', { ...pod, status: { ...pod.status, conditions, containerStatuses } });
  }
}
