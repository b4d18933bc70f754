import type { Queryable } from '#lib/platform/db/queryable.ts';
import type { Condition } from '../clusters/model.ts';
import { toIso } from '../paging/model.ts';
import { machineGroupName } from './group-name-model.ts';
import type { MachineDeletion, MachineGroupKind } from './model.ts';

/** A Machine as its cluster's page shows it. Instants are ISO 8601 in UTC. */
export type MachineRow = {
  name: string; uid: string; role: 'control-plane' | 'worker'; group: string | null; ownerKind: string | null; version: string | null; phase: string; nodeName: string | null;
  createdAt: string | null; deletingSince: string | null; ready: boolean | null; upToDate: boolean | null; reason: string | null;
  deletion: MachineDeletion | null; deletionHooks: string[]; certificatesExpireAt: string | null;
};

type StoredMachine = {
  name: string; uid: string; role: MachineRow['role']; group_name: string | null; owner_kind: string | null; version: string | null; phase: string; node_name: string | null;
  created_at: Date | null; deleting_since: Date | null; ready: boolean | null; up_to_date: boolean | null; reason: string | null;
  deletion: MachineDeletion | null; deletion_hooks: string[]; certificates_expire_at: Date | null; total: number;
};

// A cluster may have at most this many machines shown; Kubernetes itself supports 5,000 nodes in one.
const maxMachines = 10_000;

/** The Machines of a cluster, control plane first, by group and age: at most 10,000, with the number of all. */
export async function listMachines(db: Queryable, clusterId: string): Promise<{ items: MachineRow[]; total: number }> {
  const { rows } = await db.query<StoredMachine>(
    `SELECT name, uid, role, ${machineGroupName} AS group_name, owner_kind, version, phase, node_name, created_at, deleting_since, ready, up_to_date, reason, deletion, deletion_hooks, certificates_expire_at, count(*) OVER ()::int AS total
     FROM machines WHERE cluster_id = $1 ORDER BY role, group_name NULLS LAST, created_at, name LIMIT ${maxMachines}`,
    [clusterId],
  );
  const items = rows.map((row) => ({
    name: row.name, uid: row.uid, role: row.role, group: row.group_name, ownerKind: row.owner_kind, version: row.version, phase: row.phase, nodeName: row.node_name,
    createdAt: toIso(row.created_at), deletingSince: toIso(row.deleting_since), ready: row.ready, upToDate: row.up_to_date, reason: row.reason,
    deletion: row.deletion, deletionHooks: row.deletion_hooks, certificatesExpireAt: toIso(row.certificates_expire_at),
  }));
  return { items, total: rows[0]?.total ?? 0 };
}

/** A machine group as its cluster's page shows it. */
export type MachineGroupRow = {
  uid: string; kind: MachineGroupKind; name: string; role: 'control-plane' | 'worker'; version: string | null;
  desiredReplicas: number | null; replicas: number | null; readyReplicas: number | null; availableReplicas: number | null; upToDateReplicas: number | null;
  strategy: string | null; maxSurge: string | null; maxUnavailable: string | null; rolloutAfter: string | null; paused: boolean; conditions: Condition[];
};

type StoredGroup = Omit<MachineGroupRow, 'rolloutAfter'> & { rolloutAfter: Date | null };

/** The machine groups of a cluster: control plane, MachineDeployments, MachinePools, and MachineSets that nobody owns. */
export async function listMachineGroups(db: Queryable, clusterId: string): Promise<MachineGroupRow[]> {
  const { rows } = await db.query<StoredGroup>(
    `SELECT uid, kind, name, role, version, desired_replicas AS "desiredReplicas", replicas, ready_replicas AS "readyReplicas",
       available_replicas AS "availableReplicas", up_to_date_replicas AS "upToDateReplicas", strategy, max_surge AS "maxSurge",
       max_unavailable AS "maxUnavailable", rollout_after AS "rolloutAfter", paused, conditions
     FROM machine_groups WHERE cluster_id = $1 AND (kind <> 'MachineSet' OR owner_uid IS NULL) ORDER BY role, kind, name LIMIT 1000`,
    [clusterId],
  );
  return rows.map((row) => ({ ...row, rolloutAfter: toIso(row.rolloutAfter) }));
}
