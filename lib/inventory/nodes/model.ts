import type { Condition } from '../clusters/model.ts';

/** A `Node` of a workload cluster; fields that the API server leaves empty are null, which is unknown. */
export type NodeObservation = {
  uid: string;
  name: string;
  roles: string[];
  kubeletVersion: string | null;
  osImage: string | null;
  kernelVersion: string | null;
  containerRuntime: string | null;
  architecture: string | null;
  providerId: string | null;
  unschedulable: boolean;
  /** The `Ready` condition; null when it is Unknown or missing. */
  ready: boolean | null;
  createdAt: string | null;
  deletingSince: string | null;
  conditions: Condition[];
};
