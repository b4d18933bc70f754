import type { KubeObject } from '../model/kube-object.ts';
import type { ApiServer } from './api-server.ts';
import { toV1Beta1 } from './v1beta1.ts';

/** The form in which a client asked for objects. */
export type Form = 'object' | 'metadata';

/** Reads the form out of an Accept header (`as=PartialObjectMetadata`, `as=PartialObjectMetadataList`). */
export function formOf(accept: string | undefined): Form {
  return /as=PartialObjectMetadata(List)?\b/.test(accept ?? '') ? 'metadata' : 'object';
}

/** An object as this API server shows it: in the version that it serves, in the form asked for. */
export function shown(server: ApiServer, object: KubeObject, form: Form): KubeObject {
  if (form === 'metadata') return { apiVersion: 'meta.k8s.io/v1', kind: 'PartialObjectMetadata', metadata: object.metadata };
  return server.clusterApiVersion === 'v1beta1' ? toV1Beta1(object) : object;
}
