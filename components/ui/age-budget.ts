import { dayMs } from '#lib/kernel/duration.ts';

/** Whether what was made at `sinceMs` is older than its budget, to the millisecond, as the API's `age` filter counts it. */
export function isOverBudget(sinceMs: number, budgetDays: number, nowMs: number): boolean {
  return nowMs - sinceMs > budgetDays * dayMs;
}
