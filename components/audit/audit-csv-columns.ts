import type { CsvColumn } from '#components/ui/csv.ts';
import type { AuditRecord } from '#lib/api/contract/access.ts';

/** What is exported of an audit record; `data` is JSON, and holds the plan's hash and the outcome where there is one. */
export const auditCsvColumns: CsvColumn<AuditRecord>[] = [
  ['id', (record) => record.id],
  ['at_utc', (record) => record.at],
  ['actor', (record) => record.actor.name],
  ['actor_kind', (record) => record.actor.kind],
  ['actor_id', (record) => record.actor.id],
  ['action', (record) => record.action],
  ['object_type', (record) => record.objectType],
  ['object', (record) => record.objectName],
  ['object_id', (record) => record.objectId],
  ['reason', (record) => record.reason],
  ['request_id', (record) => record.requestId],
  ['data', (record) => JSON.stringify(record.data)],
  ['hash', (record) => record.hash],
];
