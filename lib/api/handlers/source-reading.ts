import { listSourceScopes, listSources } from '#lib/inventory/sources/queries.ts';
import type { Queryable } from '#lib/platform/db/queryable.ts';
import { source } from '../contract/sources.ts';

/** Every source with its health in sum, as the contract has it. */
export async function readSources(db: Queryable) {
  return (await listSources(db, { now: new Date() })).map(withKnownKind);
}

/** One source with each of its scopes; null when there is none. */
export async function readSource(db: Queryable, id: string) {
  const now = new Date();
  const [[found], scopeList] = await Promise.all([listSources(db, { now, id }), listSourceScopes(db, id, now)]);
  return found ? { ...withKnownKind(found), scopeList } : null;
}

/** The table takes any text as a kind; the contract names those that there are. */
function withKnownKind<T extends { kind: string }>(row: T) {
  return { ...row, kind: source.shape.kind.parse(row.kind) };
}
