import type { Queryable } from '#lib/platform/db/queryable.ts';

/** A statement as it was sent; `named` ones may come to be run by a plan that knows no values. */
export type SentStatement = { text: string; values: unknown[]; named: boolean };

/** A pool or connection that runs everything as `db` does and keeps what it was sent. */
export function recordStatements<T extends Queryable>(db: T): { recorded: T; sent: SentStatement[] } {
  const sent: SentStatement[] = [];
  const recorded = new Proxy(db, {
    get: (target, key) => {
      const member: unknown = Reflect.get(target, key, target);
      if (typeof member !== 'function') return member;
      return (...given: unknown[]): unknown => {
        if (key === 'query') sent.push(toStatement(given));
        return Reflect.apply(member, target, given);
      };
    },
  });
  return { recorded, sent };
}

/**
 * Explains every statement that `work` sends and says what is wrong with the plans: a whole table of `large` read where
 * an index would do, or more than `maxSortedRows` sorted. A named statement is also judged by its plan without values.
 */
export async function findPlanProblems<T extends Queryable>(db: T, large: readonly string[], work: (recorded: T) => Promise<unknown>): Promise<string[]> {
  const { recorded, sent } = recordStatements(db);
  await work(recorded);
  const explained = sent.filter(({ text }) => explainable.test(text));
  if (explained.length === 0) throw new Error('nothing was sent that has a plan');
  const problems: string[] = [];
  for (const { text, values, named } of explained) {
    const plans = [await explain(db, `EXPLAIN (FORMAT JSON) ${text}`, values)];
    if (named) plans.push(await explain(db, `EXPLAIN (FORMAT JSON, GENERIC_PLAN) ${text}`));
    const words = text.replaceAll(/\s+/g, ' ').trim().slice(0, 80);
    for (const plan of plans) problems.push(...judge(plan, large, false).map((problem) => `${problem}: ${words}`));
  }
  return [...new Set(problems)];
}

/** Sorting one cluster's rows or all clusters is fine, sorting a table of machines is not. */
const maxSortedRows = 4000;

const explainable = /^\s*(select|with|insert|update|delete)\b/i;

type PlanNode = { 'Node Type': string; 'Relation Name'?: string; 'Index Cond'?: string; 'Plan Rows': number; 'Total Cost': number; Plans?: PlanNode[] };

async function explain(db: Queryable, text: string, values?: unknown[]): Promise<PlanNode> {
  const { rows } = await db.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(text, values);
  return rows[0]!['QUERY PLAN'][0].Plan;
}

function judge(node: PlanNode, large: readonly string[], limited: boolean): string[] {
  const type = node['Node Type'];
  const table = node['Relation Name'] ?? '';
  const below = node.Plans ?? [];
  // What costs less than what it stands on does not mean to read that to its end.
  const problems = below.flatMap((child) => judge(child, large, type === 'Limit' || node['Total Cost'] < child['Total Cost'] || (limited && !whole.has(type))));
  if (large.includes(table) && type === 'Seq Scan') problems.push(`reads all of ${table}`);
  // An index walked from end to end reads as much; counting by one, or stopping at a limit, is what it is for.
  if (large.includes(table) && type === 'Index Scan' && !node['Index Cond'] && !limited) problems.push(`walks all of ${table}`);
  if (type === 'Sort' && (below[0]?.['Plan Rows'] ?? 0) > maxSortedRows) problems.push(`sorts ${below[0]?.['Plan Rows']} rows`);
  return problems;
}

// These take all rows from below before they give one.
const whole: ReadonlySet<string> = new Set(['Sort', 'Aggregate', 'Hash']);

function toStatement([statement, values]: unknown[]): SentStatement {
  if (typeof statement === 'string') return { text: statement, values: Array.isArray(values) ? values : [], named: false };
  if (typeof statement !== 'object' || statement === null || !('text' in statement)) return { text: '', values: [], named: false };
  const given = 'values' in statement && Array.isArray(statement.values) ? statement.values : [];
  return { text: String(statement.text), values: given, named: 'name' in statement && typeof statement.name === 'string' };
}
