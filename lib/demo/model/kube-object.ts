/** The metadata and type of any Kubernetes object (metav1 TypeMeta and ObjectMeta, the fields that the demo uses). */
export type KubeObject = { apiVersion: string; kind: string; metadata: ObjectMeta };

export type ObjectMeta = {
  name: string;
  namespace?: string;
  generateName?: string;
  uid: string;
  resourceVersion: string;
  generation?: number;
  creationTimestamp: string;
  deletionTimestamp?: string;
  deletionGracePeriodSeconds?: number;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  finalizers?: string[];
  ownerReferences?: OwnerReference[];
};

export type OwnerReference = {
  apiVersion: string;
  kind: string;
  name: string;
  uid: string;
  controller: boolean;
  blockOwnerDeletion: boolean;
};

export type ConditionStatus = 'True' | 'False' | 'Unknown';

/** `metav1.Condition`. */
export type Condition = {
  type: string;
  status: ConditionStatus;
  observedGeneration?: number;
  lastTransitionTime: string;
  reason: string;
  message: string;
};

export type LabelSelector = {
  matchLabels?: Record<string, string>;
  matchExpressions?: { key: string; operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist'; values?: string[] }[];
};

// All conditions of an object tend to have one time, and formatting it is what generating a large fleet spends most on.
let latest = { seconds: 0, text: '1970-01-01T00:00:00Z' };

/** A time as Kubernetes writes it: RFC 3339 in UTC, whole seconds. */
export function timestamp(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  if (latest.seconds !== seconds) latest = { seconds, text: `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z` };
  return latest.text;
}

/** `namespace/name`, or `/name` for an object without a namespace; orders as etcd does. */
export function keyOf(object: KubeObject): string {
  return `${object.metadata.namespace ?? ''}/${object.metadata.name}`;
}

/** An owner reference to the controller of an object. */
export function controllerOf(owner: KubeObject): OwnerReference {
  return {
    apiVersion: owner.apiVersion,
    kind: owner.kind,
    name: owner.metadata.name,
    uid: owner.metadata.uid,
    controller: true,
    blockOwnerDeletion: true,
  };
}

/** Whether `object` is controlled by the object with this uid. */
export function isControlledBy(object: KubeObject, uid: string): boolean {
  return object.metadata.ownerReferences?.some((owner) => owner.controller && owner.uid === uid) ?? false;
}
