import type pg from 'pg';
import { contentHash } from '#lib/kernel/canonical-json.ts';
import { observedId } from '#lib/kernel/observed-id.ts';
import { builtInCalendar, fleetSettingsSchema } from '#lib/inventory/clusters/fleet-settings.ts';
import type { FleetSettings } from '#lib/inventory/clusters/fleet-settings.ts';
import type { StoredSourceConfig } from '#lib/inventory/sources/model.ts';
import { publishHint } from '#lib/live/hints.ts';
import type { SourceConfig, TarmacConfig } from '#lib/platform/config/tarmac-config.ts';
import type { Queryable } from '#lib/platform/db/queryable.ts';
import { evictSources } from './evict.ts';
import { readKubeconfigFile } from './kubeconfig-file.ts';
import type { Fence } from './source-locks.ts';

/**
 * Makes the `sources` rows of origin `file` mirror tarmac.yaml: new and changed ones are written, those that
 * left are deleted with all that they saw, if the fence lets it. Returns the names that Settings had taken before, which are left out.
 */
export async function mirrorConfiguredSources(pool: pg.Pool, sources: readonly SourceConfig[], fence?: Fence): Promise<string[]> {
  const rows = await Promise.all(sources.map(toRow));
  const { rows: written } = await pool.query<{ id: string; name: string; origin: string }>(
    `WITH given AS (
       SELECT * FROM json_to_recordset($1::json) AS g(id uuid, name text, kind text, config jsonb, revision text)
     ), written AS (
       INSERT INTO sources AS s (id, name, kind, origin, config, revision)
       SELECT id, name, kind, 'file', config, revision FROM given
       ON CONFLICT (name) DO UPDATE SET kind = excluded.kind, config = excluded.config, revision = excluded.revision, updated_at = now()
       WHERE s.origin = 'file' AND s.revision <> excluded.revision
       RETURNING id
     )
     SELECT s.id, s.name, s.origin FROM sources s WHERE s.origin = 'file' OR s.name IN (SELECT name FROM given)`,
    [JSON.stringify(rows)],
  );
  const wanted = new Set(sources.map(({ name }) => name));
  const left = written.filter(({ origin, name }) => origin === 'file' && !wanted.has(name));
  if (left.length > 0) await evictSources(pool, left.map(({ id }) => id), fence);
  return written.filter(({ origin }) => origin === 'settings').map(({ name }) => name);
}

/** The names of the stored sources that came from a tarmac.yaml. */
export async function readConfiguredNames(db: Queryable): Promise<string[]> {
  const { rows } = await db.query<{ name: string }>("SELECT name FROM sources WHERE origin = 'file' ORDER BY name");
  return rows.map(({ name }) => name);
}

/** The names of those that are not both among `sources` and stored from a tarmac.yaml, or not alike in both. */
export async function findUnlikeStored(db: Queryable, sources: readonly SourceConfig[]): Promise<string[]> {
  const own = new Map((await Promise.all(sources.map(toRow))).map(({ name, revision }) => [name, revision]));
  const { rows } = await db.query<{ name: string; revision: string }>("SELECT name, revision FROM sources WHERE origin = 'file'");
  const stored = new Map(rows.map(({ name, revision }) => [name, revision]));
  return [...new Set([...own.keys(), ...stored.keys()])].filter((name) => own.get(name) !== stored.get(name)).toSorted();
}

/** The rules of assignment that were last stored; null when none were. */
export async function readStoredAssignment(db: Queryable): Promise<TarmacConfig['assignment'] | null> {
  const { rows } = await db.query<{ assignment: unknown }>("SELECT settings -> 'assignment' AS assignment FROM fleet_settings WHERE id = 1");
  return fleetSettingsSchema.shape.assignment.safeParse(rows[0]?.assignment).data ?? null;
}

/** Stores what readers need of tarmac.yaml, when it is not stored so already; `problem` says what is wrong with the newest one. */
export async function storeFleetSettings(db: Queryable, config: TarmacConfig | null, problem: string | null): Promise<void> {
  const settings: FleetSettings | null = config && {
    calendar: config.supportCalendar
      ? {
          ...config.supportCalendar,
          minors: config.supportCalendar.minors.map((entry) => ({ ...entry, maintenanceFrom: entry.maintenanceFrom ?? null, latestPatch: entry.latestPatch ?? null })),
        }
      : { ...builtInCalendar, minors: [...builtInCalendar.minors] },
    nodeAgeBudgetDays: config.nodeAgeBudgetDays,
    assignment: config.assignment,
  };
  const { rowCount } = await db.query(
    `INSERT INTO fleet_settings AS f (id, settings, problem) VALUES (1, coalesce($1::jsonb, '{}'), $2)
     ON CONFLICT (id) DO UPDATE SET settings = coalesce($1::jsonb, f.settings), problem = $2, updated_at = now()
     WHERE f.settings IS DISTINCT FROM coalesce($1::jsonb, f.settings) OR f.problem IS DISTINCT FROM $2`,
    [settings && JSON.stringify(settings), problem],
  );
  if (rowCount) await publishHint(db, { noun: 'settings', all: true });
}

async function toRow({ name, kind, context, environment, region, team, namespaces, kubeconfigFile }: SourceConfig) {
  const config: StoredSourceConfig = { context, environment, region, team, namespaces, kubeconfigFile };
  // The text itself is only hashed here: it is read again by whoever runs the source.
  const text = await readKubeconfigFile(kubeconfigFile).catch(() => null);
  return { id: observedId('tarmac.yaml', name), name, kind, config, revision: contentHash({ kind, config, text }) };
}
