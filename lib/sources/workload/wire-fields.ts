import { z } from 'zod';
import type { Condition } from '#lib/inventory/clusters/model.ts';
import { plainTime } from '#lib/inventory/observation/model.ts';

/** Makes a field lenient: missing, null or of the wrong type reads as null, so that one bad field never hides an object. */
export function lenient<T>(schema: z.ZodType<T>): z.ZodType<T | null> {
  return schema.nullish().catch(null).transform((value) => value ?? null);
}

/** A field read by a function of its own, undefined where it is missing: one step for zod, which matters for a hundred thousand objects. */
const read = <T>(reader: (value: unknown) => T): z.ZodType<T> => z.transform(reader);

/** A text of at most `max` characters; the rest is cut off. */
export const text = (max = 512): z.ZodType<string | null> => read((value) => textOf(value, max));

/** A whole number, zero or more. */
export const count = read((value) => (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null));

/** A flag that is false unless it says true. */
export const flag = read((value) => value === true);

/** An int-or-string (kubernetes/apimachinery `util/intstr`) as text. */
export const intOrText = read((value) => (Number.isSafeInteger(value) ? String(value) : textOf(value, 64)));

/** An object of known fields; missing or of the wrong type it reads as if empty. */
export function part<Shape extends z.ZodRawShape>(shape: Shape): z.ZodType<z.output<z.ZodObject<Shape>>> {
  const schema = z.object(shape);
  return read((value) => schema.parse(value !== null && typeof value === 'object' && !Array.isArray(value) ? value : {}));
}

/** At most `max` elements; those that do not fit the schema are left out. */
export function list<T>(element: z.ZodType<T>, max: number): z.ZodType<T[]> {
  return read((value) => {
    if (!Array.isArray(value)) return [];
    return value.slice(0, max).flatMap((entry: unknown) => {
      const parsed = element.safeParse(entry);
      return parsed.success ? [parsed.data] : [];
    });
  });
}

/** A time as ISO 8601 in UTC with whole seconds; null for what is none or lies outside 2000–2099 (Go's zero time, say). */
export const time = read(timeOf);

/** Labels or annotations: at most 200 entries of text. */
export const textMap = read((value): Record<string, string> => {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return {};
  const entries = Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string' && entry[0] !== '__proto__');
  return Object.fromEntries(entries.slice(0, 200).map(([key, held]) => [key.slice(0, 320), held.slice(0, 1024)]));
});

/** A LabelSelector (kubernetes/apimachinery `pkg/apis/meta/v1`) of at most 200 labels and 100 expressions; null when there is none. */
export const labelSelector = read((value): Record<string, unknown> | null => {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return null;
  const { matchLabels, matchExpressions } = selectorWire.parse(value);
  return { ...('matchLabels' in value && { matchLabels }), ...('matchExpressions' in value && { matchExpressions }) };
});

const selectorWire = z.object({
  matchLabels: textMap,
  matchExpressions: list(z.object({ key: z.string().max(320), operator: z.string().max(64), values: z.array(z.string().max(320)).max(200).optional() }), 100),
});

const ownerReference = z.object({ kind: z.string().max(128), name: z.string().max(253), uid: z.string().max(128), controller: flag });

/** ObjectMeta (kubernetes/apimachinery): without uid or name an object cannot be read at all. */
export const metadata = z.object({
  name: z.string().min(1).max(253),
  uid: z.string().min(1).max(128),
  namespace: text(253),
  resourceVersion: text(256),
  generation: count,
  creationTimestamp: time,
  deletionTimestamp: time,
  labels: textMap,
  annotations: textMap,
  ownerReferences: list(ownerReference, 20),
});
export type WireMetadata = z.output<typeof metadata>;

/** As `metadata`, but a missing uid reads as empty: Cluster API's in-memory API servers give none. */
export const workloadMetadata: z.ZodType<WireMetadata> = metadata.extend({ uid: z.string().max(128).catch('') });

/** At most 100 conditions, in the server's order; an unknown status reads as Unknown. */
export const conditions = read((value) => (Array.isArray(value) ? value.slice(0, 100).flatMap(conditionOf) : []));

function conditionOf(entry: unknown): Condition[] {
  if (entry === null || typeof entry !== 'object' || !('type' in entry)) return [];
  const { type, status, reason, message, lastTransitionTime } = entry as Record<string, unknown>;
  if (typeof type !== 'string' || type === '' || type.length > 316) return [];
  return [{
    type,
    status: status === 'True' || status === 'False' ? status : 'Unknown',
    reason: textOf(reason, 256),
    message: textOf(message, 2000),
    lastTransitionAt: timeOf(lastTransitionTime),
  }];
}

const textOf = (value: unknown, max: number): string | null => (typeof value === 'string' ? value.slice(0, max) : null);

function timeOf(value: unknown): string | null {
  if (typeof value !== 'string' || value.length > 64) return null;
  if (plainTime.test(value) && value.startsWith('20')) return value;
  const at = Date.parse(value);
  if (!(at >= Date.UTC(2000, 0) && at < Date.UTC(2100, 0))) return null;
  return new Date(at).toISOString().replace(/\.\d{3}Z$/, 'Z');
}

/**
 * A counter of a status. Go servers print counters that nobody has set as 0, so before a controller has looked
 * (there is an `observedGeneration`) it is not known.
 */
export function counted({ observedGeneration }: { observedGeneration: number | null }, counter: number | null): number | null {
  return observedGeneration === null ? null : counter;
}

/** The owner that controls an object, or null. */
export function controllerOf({ ownerReferences }: WireMetadata): { kind: string; name: string; uid: string } | null {
  return ownerReferences.find(({ controller }) => controller) ?? null;
}

/** A condition's status as a fact: null when it is Unknown or not there. */
export function conditionIs(held: readonly Condition[], type: string): boolean | null {
  const status = held.find((condition) => condition.type === type)?.status;
  return status === 'True' ? true : status === 'False' ? false : null;
}
