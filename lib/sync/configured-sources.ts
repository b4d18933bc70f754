import { readFile } from 'node:fs/promises';
import type pg from 'pg';
import { contentHash } from '#lib/kernel/canonical-json.ts';
import { observedId } from '#lib/kernel/observed-id.ts';
import { builtInCalendar } from '#lib/inventory/clusters/fleet-settings.ts';
import type { FleetSettings } from '#lib/inventory/clusters/fleet-settings.ts';
import type { StoredSourceConfig } from '#lib/inventory/sources/model.ts';
import { publishHint } from '#lib/live/hints.ts';
import type { SourceConfig, TarmacConfig } from '#lib/platform/config/tarmac-config.ts';
import type { Queryable } from '#lib/platform/db/queryable.ts';
import { evictSources } from './evict.ts';

/**
 * Makes the `sources` rows of origin `file` mirror tarmac.yaml: new and changed ones are written, those that
 * left are deleted with all that they saw. Returns the names that Settings had taken before, which are left out.
 */
export async function mirrorConfiguredSources(pool: pg.Pool, sources: readonly SourceConfig[]): Promise<string[]> {
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
  if (left.length > 0) await evictSources(pool, left.map(({ id }) => id));
  return written.filter(({ origin }) => origin === 'settings').map(({ name }) => name);
}

/** Stores what readers need of tarmac.yaml, when it is not stored so already; `problem` says why a newer one was not taken. */
export async function storeFleetSettings(db: Queryable, config: TarmacConfig | null, problem: string | null): Promise<void> {
  const settings: FleetSettings | null = config && {
    calendar: config.supportCalendar
      ? {
          asOf: new Date().toISOString().slice(0, 10),
          origin: config.file,
          minors: config.supportCalendar.map((entry) => ({ ...entry, maintenanceFrom: entry.maintenanceFrom ?? null, latestPatch: entry.latestPatch ?? null })),
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
  const text = await readFile(kubeconfigFile, 'utf8').catch(() => null);
  return { id: observedId('tarmac.yaml', name), name, kind, config, revision: contentHash({ kind, config, text }) };
}
