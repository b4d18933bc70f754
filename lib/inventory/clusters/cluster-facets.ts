import sql, { join, raw } from 'sql-template-tag';
import type { Sql } from 'sql-template-tag';
import { allOf, facetExpressions, filterConditions } from './cluster-sql.ts';
import type { AsOf, ClusterExpressions } from './cluster-sql.ts';
import { facetNames } from './summary-model.ts';
import type { ClusterFacets, ClusterFilters, FacetName, FacetValue } from './summary-model.ts';

/** One count: the value stands in the one column of its facet; none of them set is the total. */
export type FacetRow = Record<string, string | number | null>;

const valueOf = (name: FacetName) => raw(`v_${name.toLowerCase()}`);
const holds = (name: FacetName) => raw(`h_${name.toLowerCase()}`);

/** All facets in one statement: facets without a filter of their own are counted in one pass, each other one in its own. */
export function facetsStatement(filters: ClusterFilters, computed: ClusterExpressions, asOf: AsOf): Sql {
  const { conditions } = filterConditions(filters, computed, asOf);
  const values = facetExpressions(computed);
  const held = facetNames.filter((name) => conditions.has(name));
  const unfaceted = [...conditions].filter(([name]) => !facetNames.some((facet) => facet === name)).map(([, condition]) => condition);
  const free = facetNames.filter((name) => !conditions.has(name));
  const others = (without: FacetName | null): Sql => join([sql`true`, ...held.filter((name) => name !== without).map(holds)], ' AND ');
  const counted = (names: readonly FacetName[], without: FacetName | null): Sql => sql`
    SELECT ${join(facetNames.map((name) => sql`${names.includes(name) ? valueOf(name) : sql`NULL::text`} AS ${valueOf(name)}`))}, count(*)::int AS n
    FROM base WHERE ${others(without)} GROUP BY GROUPING SETS (${join([...names.map((name) => sql`(${valueOf(name)})`), ...(without ? [] : [sql`()`])])})`;
  return sql`
    WITH base AS MATERIALIZED (
      SELECT ${join([...facetNames.map((name) => sql`${values[name]} AS ${valueOf(name)}`), ...held.map((name) => sql`${conditions.get(name)} AS ${holds(name)}`)])}
      FROM ${computed.tables} WHERE ${allOf(unfaceted)}
    )
    ${join([counted(free, null), ...held.map((name) => counted([name], name))], ' UNION ALL ')}`;
}

/** Facets from the rows of the statement, the most frequent value first, versions newest first. */
export function toFacets(rows: readonly FacetRow[]): ClusterFacets {
  const lists = new Map<FacetName, FacetValue[]>(facetNames.map((name) => [name, []]));
  let total = 0;
  for (const row of rows) {
    const name = facetNames.find((candidate) => row[valueOf(candidate).sql] !== null);
    if (name) lists.get(name)!.push({ value: String(row[valueOf(name).sql]), count: Number(row.n) });
    else total = Number(row.n);
  }
  for (const [name, list] of lists) list.sort(name === 'version' ? byVersion : byCount);
  return { total, facets: Object.fromEntries(lists) as Record<FacetName, FacetValue[]> };
}

const byCount = (a: FacetValue, b: FacetValue) => b.count - a.count || (a.value < b.value ? -1 : 1);
const minorNumber = ({ value }: FacetValue) => Number(/^\d+\.(\d+)$/.exec(value)?.[1] ?? -1);
const byVersion = (a: FacetValue, b: FacetValue) => minorNumber(b) - minorNumber(a);
