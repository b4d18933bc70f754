import { type Cluster, pausedAnnotation } from '../model/cluster-api-object.ts';
import type { Condition, KubeObject } from '../model/kube-object.ts';
import { setConditions } from '../objects/conditions.ts';

/** Why controllers leave an object alone, in Cluster API's words; null when it is not paused (util/paused). */
export function pauseReason(cluster: Cluster, object: KubeObject): string | null {
  const reasons: string[] = [];
  if (cluster.spec.paused) reasons.push('Cluster spec.paused is set to true');
  if (object.metadata.annotations?.[pausedAnnotation] !== undefined) reasons.push(`${object.kind} has the ${pausedAnnotation} annotation`);
  return reasons.length > 0 ? reasons.join(', ') : null;
}

/** The object with only its Paused condition brought up to date: nothing else of a paused object is observed. */
export function withPaused<T extends KubeObject & { status: { conditions: Condition[] } }>(object: T, reason: string | null, now: number): T {
  const wanted = reason === null ? (['Paused', false, 'NotPaused'] as const) : (['Paused', true, 'Paused', reason] as const);
  const [paused] = setConditions(object.status.conditions, [wanted], object.metadata.generation ?? 1, now);
  const conditions = object.status.conditions.map((condition) => (condition.type === 'Paused' ? paused! : condition));
  return { ...object, status: { ...object.status, conditions } };
}
