import { listSourceScopes, listSources } from '#lib/inventory/sources/queries.ts';
import type { Queryable } from '#lib/platform/db/queryable.ts';

/** Every source with its health in sum, as the contract has it. */
export async function readSources(db: Queryable) {
  return listSources(db, { now: new Date() });
}

/** One source with the first page of its scopes; null when there is none. */
export async function readSource(db: Queryable, id: string) {
  const now = new Date();
  const [[found], { items: scopeList }] = await Promise.all([listSources(db, { now, id }), listSourceScopes(db, id, { now, limit: 200 })]);
  return found ? { ...found, scopeList } : null;
}
