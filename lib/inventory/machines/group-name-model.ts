/**
 * The name of the group of a row of `machines`: of its label, else of the MachineDeployment that owns its MachineSet, as
 * labels hold a hash of names beyond 63 characters; null of a machine that belongs to none.
 */
export const machineGroupName = `coalesce(machines.group_name, (
    SELECT d.name FROM machine_groups s JOIN machine_groups d ON d.cluster_id = s.cluster_id AND d.uid = s.owner_uid
    WHERE s.cluster_id = machines.cluster_id AND s.uid = machines.owner_uid AND machines.owner_kind = 'MachineSet' LIMIT 1
  ))`;
