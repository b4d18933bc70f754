import { timestamp } from '../model/kube-object.ts';
import { terminating } from '../controllers/evict.ts';
import type { ApiServer } from './api-server.ts';
import type { ResourceRoute } from './list.ts';
import { notFound, StatusError } from './status.ts';

/** Deletes a Machine or a Pod as a client asks: it is marked, and the controllers take it away. Other kinds are refused. */
export function removeObject({ store }: ApiServer, { resource, namespace, name }: ResourceRoute, now: number): object {
  const key = `${namespace ?? ''}/${name ?? ''}`;
  if (resource.plural === 'machines') {
    const machine = store.get('machines', key);
    if (!machine) throw notFound('machines', name ?? '', resource.group);
    if (machine.metadata.deletionTimestamp) return machine;
    const metadata = { ...machine.metadata, deletionTimestamp: timestamp(now), deletionGracePeriodSeconds: 0, generation: (machine.metadata.generation ?? 1) + 1 };
    return store.put('machines', { ...machine, metadata });
  }
  if (resource.plural === 'pods') {
    const pod = store.get('pods', key);
    if (!pod) throw notFound('pods', name ?? '');
    return pod.metadata.deletionTimestamp ? pod : store.put('pods', terminating(pod, now));
  }
  throw new StatusError(403, 'Forbidden', `${resource.plural} "${name}" is forbidden: the demo deletes machines and pods only`);
}
