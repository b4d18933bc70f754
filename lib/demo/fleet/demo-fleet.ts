import type { ApiServer } from '../server/api-server.ts';
import type { ClusterPlan } from './plan-fleet.ts';

/** One cluster of the fleet: where Cluster API keeps it, and its own API server. */
export type FleetCluster = {
  plan: ClusterPlan;
  /** `namespace/name` in the management cluster. */
  key: string;
  /** Null for a cluster that Cluster API did not make. */
  management: ApiServer | null;
  workload: ApiServer;
};

/** All simulated systems. */
export type Fleet = {
  managements: readonly ApiServer[];
  clusters: ReadonlyMap<string, FleetCluster>;
  /** By prefix. */
  servers: ReadonlyMap<string, ApiServer>;
  /** When the fleet was generated; ages are relative to it. */
  epoch: number;
};
