/** Postgres types that observed columns use; `json` for documents that no SQL looks into, which are a third cheaper to store so. */
export type ColumnType = 'text' | 'uuid' | 'int4' | 'int8' | 'bool' | 'timestamptz' | 'json' | 'jsonb';

/** Whether values of this type are JSON documents. */
export function isDocument(type: ColumnType): boolean {
  return type === 'json' || type === 'jsonb';
}

/** What a row needs to know of where it was observed. */
export type ObservedIn = {
  sourceId: string;
  /** Uid of the workload cluster that was listed; null for the source's own API server. */
  clusterUid: string | null;
  /** Id of that cluster's row; null for the source's own API server. */
  clusterId: string | null;
};

/** One stored column and where its value comes from. */
export type ObservedColumn<O> = { name: string; type: ColumnType; of(observation: O, observedIn: ObservedIn): unknown };

/**
 * How one noun is stored. Beside `columns`, every such table has id, scope_id, uid, hash and
 * changed_at, which the engine fills; a column named `source_id` or `cluster_id` is an ordinary one.
 */
export type ObservedTable<O> = {
  noun: string;
  table: string;
  columns: readonly ObservedColumn<O>[];
  /** The key within its source that the row's id is derived from. */
  key(observation: O & { uid: string }, observedIn: ObservedIn): string;
  /** The column that says which cluster a row belongs to. */
  clusterIdColumn: 'id' | 'cluster_id';
  /** The column that names a row for people. */
  nameColumn: string;
  /** Columns whose change makes a transition; a change of another column is stored and not told. */
  told: readonly string[];
  /** The jsonb column of conditions whose `status` by `type` is told too, as `condition <type>`. */
  toldConditions: string | null;
  /** Whether rows of this noun add up in cluster_rollups. */
  rolledUp: boolean;
};

/** A column whose value is the observation's member of that name. */
export function column<O, K extends keyof O & string>(name: string, type: ColumnType, member: K): ObservedColumn<O> {
  return { name, type, of: (observation) => observation[member] };
}

/** The key of objects that carry a uid of their own; the same uid in two workload clusters (one restored from the other) stays two rows. */
export function keyByUid(observation: { uid: string }, observedIn: ObservedIn): string {
  return observedIn.clusterUid === null ? observation.uid : `${observedIn.clusterUid}/${observation.uid}`;
}

/** The key of a cluster: known from any object that names its cluster, in whatever order the two arrive. */
export function clusterKey(namespace: string | null, name: string): string {
  return `${namespace ?? ''}/${name}`;
}

/** An ISO 8601 time in UTC with milliseconds, or null for anything that is no time between the years 1 and 9999. */
export function toStorableTime(text: unknown): string | null {
  if (typeof text !== 'string') return null;
  if (plainTime.test(text)) return `${text.slice(0, 19)}.000Z`;
  const ms = Date.parse(text);
  return ms >= firstStorableMs && ms <= lastStorableMs ? new Date(ms).toISOString() : null;
}

/** A time as API servers write it, on a day that every month has: such a text need not be parsed to be known as one. */
export const plainTime = /^[12]\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\dZ$/;

const firstStorableMs = Date.parse('0001-01-01T00:00:00Z');
const lastStorableMs = Date.parse('9999-12-31T23:59:59.999Z');
