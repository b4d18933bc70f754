/** What one machine of a target is doing; `kept` is one that was to be replaced, had the campaign not left its target. */
export const machineProgressStates = ['waiting', 'creating', 'joining', 'ready', 'draining', 'deleting', 'gone', 'kept', 'stuck', 'unknown'] as const;
export type MachineProgressState = (typeof machineProgressStates)[number];

/** One machine on the campaign page: one that the plan replaces, or a successor. Instants are ISO 8601. */
export type TargetMachineProgress = {
  name: string;
  uid: string | null;
  role: 'control-plane' | 'worker';
  /** True for machines that the plan replaces, false for their successors. */
  planned: boolean;
  state: MachineProgressState;
  nodeName: string | null;
  createdAt: string | null;
  /** Why it waits. */
  reason: string | null;
};
