import { z } from 'zod';
import { conditions, count, flag, intOrText, labelSelector, list, part, text, workloadMetadata } from './wire-fields.ts';

const container = z.object({ name: z.string().max(253), image: z.string().max(1024).catch('') });
const containerStatus = z.object({ name: z.string().max(253), imageID: text(1024), ready: flag });

/** `v1` Node, the fields used. */
export const nodeWire = z.object({
  metadata: workloadMetadata,
  spec: part({ providerID: text(), unschedulable: flag }),
  status: part({
    conditions,
    nodeInfo: part({
      kubeletVersion: text(128), osImage: text(256), kernelVersion: text(256), containerRuntimeVersion: text(256), architecture: text(64),
    }),
  }),
});

/** `v1` Namespace. */
export const namespaceWire = z.object({ metadata: workloadMetadata });

/** `v1` Pod. */
export const podWire = z.object({
  metadata: workloadMetadata,
  spec: part({ nodeName: text(253), serviceAccountName: text(253), containers: list(container, 100) }),
  status: part({ phase: text(64), conditions, containerStatuses: list(containerStatus, 100) }),
});

/** `apps/v1` Deployment, StatefulSet and DaemonSet: the last counts what is scheduled, the others replicas. */
export const workloadWire = z.object({
  metadata: workloadMetadata,
  spec: part({ replicas: count, template: part({ spec: part({ containers: list(container, 100) }) }) }),
  status: part({ observedGeneration: count, readyReplicas: count, desiredNumberScheduled: count, numberReady: count }),
});

/** `policy/v1` PodDisruptionBudget. */
export const budgetWire = z.object({
  metadata: workloadMetadata,
  spec: part({ minAvailable: intOrText, maxUnavailable: intOrText, selector: labelSelector }),
  status: part({ disruptionsAllowed: count, currentHealthy: count, desiredHealthy: count, expectedPods: count, observedGeneration: count }),
});

/** `v1` Secret, only its data (base64). */
export const secretWire = z.object({
  data: z.record(z.string().max(253), z.string().max(2 * 1024 * 1024)).nullish().transform((data) => data ?? {}),
});

export type NodeWire = z.output<typeof nodeWire>;
export type PodWire = z.output<typeof podWire>;
export type WorkloadWire = z.output<typeof workloadWire>;
export type BudgetWire = z.output<typeof budgetWire>;
