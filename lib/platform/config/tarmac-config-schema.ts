import { z } from 'zod';
import { sourceKindNames } from '#lib/kernel/source-kinds.ts';

const label = z.string().min(1).max(63).regex(/^[^\s/]([^/]{0,61}[^\s/])?$/, 'must be a short plain text').regex(/^[^,]*$/, 'must have no comma, by which filters part their values');
const labelKey = z.string().regex(/^([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/, 'must be a Kubernetes label key');
const labelKeys = z.array(labelKey).min(1).max(20);
const dnsLabel = z.string().regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, 'must be 1 to 63 of a-z, 0-9 and -, with a letter or digit at both ends');
const filePath = z.string().min(1).max(4_096);
const date = z.iso.date('must be a date such as 2026-10-28');
const days = z.number().int().min(1).max(3_650);
const minor = z.string('must be text: write it in quotes, such as "1.36"').regex(/^1\.\d{1,3}$/, 'must be a Kubernetes minor such as "1.36"');

/** One outside system that Tarmac reads. */
export const sourceSchema = z.strictObject({
  name: dnsLabel,
  kind: z.enum(sourceKindNames, `must be ${sourceKindNames.join(' or ')}`),
  kubeconfigFile: filePath,
  context: z.string().min(1).max(253).optional(),
  environment: label.optional(),
  region: label.optional(),
  team: label.optional(),
  namespaces: z.array(dnsLabel).min(1).max(1_000).optional(),
});

const minors = z
  .array(
    z.strictObject({
      minor,
      released: date,
      maintenanceFrom: date.nullish(),
      endOfLife: date,
      latestPatch: z.string().regex(/^1\.\d{1,3}\.\d{1,3}$/, 'must be a version such as 1.36.4').nullish(),
    }),
  )
  .min(1)
  .max(200);
const datedCalendar = z.strictObject({ asOf: date.optional(), origin: z.string().min(1).max(500).optional(), minors });

/**
 * How long minors are supported, days in UTC: a list of them, or with the day that it is as of and where it is from, as
 * in the calendar that Tarmac brings. Not a union, whose complaints would name no place.
 */
export const supportCalendarSchema = z.unknown().transform((written, context): z.infer<typeof datedCalendar> => {
  const read = Array.isArray(written) ? minors.safeParse(written) : datedCalendar.safeParse(written);
  if (read.success) return Array.isArray(read.data) ? { minors: read.data } : read.data;
  for (const issue of read.error.issues) {
    const unknownKey = issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [];
    context.addIssue({ code: 'custom', path: [...issue.path, ...unknownKey], message: unknownKey.length > 0 ? 'is not known here' : issue.message });
  }
  return z.NEVER;
});

/** The whole of `tarmac.yaml` as people write it; unknown keys are errors. */
export const tarmacConfigSchema = z.strictObject({
  sources: z.array(sourceSchema).max(1_000).optional(),
  assignment: z.strictObject({ environment: labelKeys.optional(), region: labelKeys.optional(), team: labelKeys.optional() }).optional(),
  nodeAgeBudgetDays: z.strictObject({ default: days.optional(), environments: z.record(label, days).optional() }).optional(),
  supportCalendar: supportCalendarSchema.optional(),
  supportCalendarFile: filePath.optional(),
  staleAfterSeconds: z.number().int().min(30).max(86_400).optional(),
  limits: z
    .strictObject({
      maxWorkloadWatches: z.number().int().min(0).max(100_000).optional(),
      maxConcurrentListings: z.number().int().min(1).max(1_000).optional(),
      pollSeconds: z.number().int().min(5).max(86_400).optional(),
      resyncSeconds: z.number().int().min(60).max(604_800).optional(),
    })
    .optional(),
});
