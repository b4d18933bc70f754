/** What happened to one observed object, as sync saw it. */
export type Transition = {
  id: string;
  at: string;
  sourceId: string | null;
  clusterId: string | null;
  noun: string;
  objectId: string;
  objectName: string;
  change: 'appeared' | 'changed' | 'gone';
  /** Changed fields as `[from, to]`; empty for appeared and gone. */
  fields: Record<string, [unknown, unknown]>;
};

/** For how many days the timeline goes back. */
export const transitionRetentionDays = 90;
