import { z } from 'zod';
import { freshnessStates } from '#lib/inventory/clusters/model.ts';
import { filterLimits } from '#lib/inventory/clusters/summary-model.ts';

/** An instant, ISO 8601 in UTC. */
export const instant = z.iso.datetime().describe('Instant, ISO 8601 UTC');
/** The id of anything: a UUID, as text. */
export const id = z.uuid();

const severalValues = z
  .string()
  .max(filterLimits.list)
  .describe('One or more values, comma-separated')
  .transform((text) => text.split(',').map((part) => part.trim()).filter((part) => part !== ''))
  .pipe(z.array(z.string().max(filterLimits.text)).max(filterLimits.values));

/** As a script writes it whose variable is not set: `environment=` filters by nothing. */
const noneWhenEmpty = <T>(values: T[]): T[] | undefined => (values.length > 0 ? values : undefined);

/** A filter of several values: comma-separated in the query (`environment=prod,staging`). */
export const csv = severalValues.transform(noneWhenEmpty);

/** The same for a filter whose values are a closed set; another value is refused, and the refusal names those there are. */
export function csvOf<const V extends readonly [string, ...string[]]>(values: V) {
  const words = values.join(', ');
  return severalValues.pipe(z.array(z.enum(values, { error: `Not one of: ${words}` }))).transform(noneWhenEmpty).describe(`One or more of ${words}, comma-separated`);
}

/** Keyset paging: `cursor` is the opaque `nextCursor` of the page before, valid for the same filters and sort. */
export const paging = {
  limit: z.coerce.number().int().min(1).max(500).default(50),
  cursor: z.string().max(2000).optional(),
};

/** A page of a list; `total` counts all that the filters match. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable(), total: z.number().int() });
}

/** How current a row is, and when it was last known to be. */
export const freshness = z.object({
  state: z.enum(freshnessStates).describe('stale and unknown rows count as unknown everywhere'),
  observedAt: instant.nullable(),
});

/** A status condition (Kubernetes API conventions, `metav1.Condition`). */
export const condition = z.object({
  type: z.string(),
  status: z.enum(['True', 'False', 'Unknown']),
  reason: z.string().nullable(),
  message: z.string().nullable(),
  lastTransitionAt: instant.nullable(),
});

/** An attribute with the rule that gave it; null is unassigned. */
export const assigned = z.object({ value: z.string().nullable(), rule: z.string() });
