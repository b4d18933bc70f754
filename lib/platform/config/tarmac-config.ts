import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { z } from 'zod';
import { ConfigError } from './config-error.ts';
import { sourceSchema, supportCalendarSchema, tarmacConfigSchema } from './tarmac-config-schema.ts';
import { readYamlFile } from './yaml-file.ts';
import type { Misfit } from './yaml-file.ts';

/** One source of `tarmac.yaml`; `kubeconfigFile` is absolute. */
export type SourceConfig = z.infer<typeof sourceSchema>;

/**
 * Support of Kubernetes minors, dates as `YYYY-MM-DD` in UTC. `asOf` is what the calendar says, else the day on which its
 * file was last changed; `origin` what it says, else the file as it is named.
 */
export type ConfiguredCalendar = Required<z.infer<typeof supportCalendarSchema>>;

/** `tarmac.yaml` with its defaults filled in and its paths absolute. */
export type TarmacConfig = {
  file: string;
  /** Whether the file is there and says anything: one that is being replaced may be missing or empty for a moment. */
  present: boolean;
  sources: SourceConfig[];
  /** Label keys by attribute, tried in order. */
  assignment: { environment: string[]; region: string[]; team: string[] };
  nodeAgeBudgetDays: { default: number; environments: Record<string, number> };
  /** Null: the calendar that Tarmac brings. */
  supportCalendar: ConfiguredCalendar | null;
  /** Null: each scope's own interval decides. */
  staleAfterSeconds: number | null;
  limits: { maxWorkloadWatches?: number; maxConcurrentListings?: number; pollSeconds?: number; resyncSeconds?: number };
};

/** Where environment, region and team are looked for unless `assignment` says otherwise. */
export const defaultAssignment: TarmacConfig['assignment'] = {
  environment: ['tarmac.dev/environment', 'environment', 'env', 'app.kubernetes.io/environment'],
  region: ['tarmac.dev/region', 'topology.kubernetes.io/region', 'region'],
  team: ['tarmac.dev/team', 'team', 'owner', 'app.kubernetes.io/part-of'],
};

/**
 * Reads `file` (YAML, relative paths start from its folder). A file that does not exist gives the defaults,
 * unless `required`. Throws a ConfigError of one sentence with file, line, column and path.
 */
export async function readTarmacConfig(file: string, { required = false }: { required?: boolean } = {}): Promise<TarmacConfig> {
  const written = await readYamlFile(file, tarmacConfigSchema, findMisfit);
  if (!written && required) throw new ConfigError('config-unreadable', `${file}, which TARMAC_CONFIG names, does not exist.`);
  const { sources = [], assignment, nodeAgeBudgetDays, supportCalendar, supportCalendarFile, staleAfterSeconds, limits } = written ?? {};
  const absolute = (relative: string) => path.resolve(path.dirname(file), relative);
  return {
    file,
    present: Object.keys(written ?? {}).length > 0,
    sources: sources.map((source) => ({ ...source, kubeconfigFile: absolute(source.kubeconfigFile) })),
    assignment: { ...defaultAssignment, ...assignment },
    nodeAgeBudgetDays: { default: nodeAgeBudgetDays?.default ?? 30, environments: { ...nodeAgeBudgetDays?.environments } },
    supportCalendar: supportCalendarFile ? await readCalendar(absolute(supportCalendarFile), supportCalendarFile) : supportCalendar ? await dated(supportCalendar, file, path.basename(file)) : null,
    staleAfterSeconds: staleAfterSeconds ?? null,
    limits: { ...limits },
  };
}

async function readCalendar(file: string, asWritten: string): Promise<ConfiguredCalendar> {
  const calendar = await readYamlFile(file, supportCalendarSchema, ({ minors }) => findTwice(minors.map((entry) => entry.minor), (index) => [index, 'minor']));
  if (!calendar) throw new ConfigError('config-unreadable', `${file}, which supportCalendarFile names, does not exist.`);
  return dated(calendar, file, asWritten);
}

async function dated({ asOf, origin, minors }: z.infer<typeof supportCalendarSchema>, file: string, name: string): Promise<ConfiguredCalendar> {
  const changedAt = async (): Promise<Date> => {
    const { mtime } = await stat(file).catch((cause: unknown) => {
      throw new ConfigError('config-unreadable', `${file} went away while it was read.`, { cause });
    });
    return mtime;
  };
  return { asOf: asOf ?? (await changedAt()).toISOString().slice(0, 10), origin: origin ?? name, minors };
}

function findMisfit(config: z.infer<typeof tarmacConfigSchema>): Misfit | null {
  if (config.supportCalendar && config.supportCalendarFile) {
    return { path: ['supportCalendarFile'], message: 'and supportCalendar are both there: keep one' };
  }
  return (
    findTwice((config.sources ?? []).map((source) => source.name), (index) => ['sources', index, 'name']) ??
    findTwice((config.supportCalendar?.minors ?? []).map((entry) => entry.minor), (index) => ['supportCalendar', index, 'minor'])
  );
}

function findTwice(names: string[], toPath: (index: number) => (string | number)[]): Misfit | null {
  const index = names.findIndex((name, position) => names.indexOf(name) < position);
  return index < 0 ? null : { path: toPath(index), message: `is the second of the name ${names[index]}` };
}
