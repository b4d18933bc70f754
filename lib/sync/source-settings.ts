import path from 'node:path';
import { AppError, describeError } from '#lib/kernel/app-error.ts';
import type { AssignmentRules } from '#lib/inventory/clusters/model.ts';
import { storedSourceConfig } from '#lib/inventory/sources/model.ts';
import { openSealed } from '#lib/platform/crypto/sealed.ts';
import type { Queryable } from '#lib/platform/db/queryable.ts';
import type { SourceSettings } from '#lib/sources/contract.ts';
import { readKubeconfigFile } from './kubeconfig-file.ts';
import { SyncError } from './sync-error.ts';

/** A row of `sources` as it is stored. */
export type StoredSource = {
  id: string; name: string; kind: string; origin: string; config: unknown; secret: Buffer | null; revision: string; problem: string | null; created_at: Date;
};

/** All stored sources. */
export async function readStoredSources(db: Queryable): Promise<StoredSource[]> {
  const { rows } = await db.query<StoredSource>('SELECT id, name, kind, origin, config, secret, revision, problem, created_at FROM sources ORDER BY name');
  return rows;
}

/**
 * Opens what a source needs to run: reads the file or the sealed secret. `keys` are those that secrets may be
 * sealed with. Throws an AppError whose message says what keeps this source, and only this one, from running.
 */
export async function openSourceSettings(source: StoredSource, keys: readonly Buffer[], rules: AssignmentRules): Promise<SourceSettings> {
  const parsed = storedSourceConfig.safeParse(source.config);
  if (!parsed.success) throw new SyncError('source-invalid', 'The stored settings of this source cannot be read: remove it and add it again.');
  const { kubeconfigFile, context, namespaces, environment, region, team } = parsed.data;
  return {
    id: source.id,
    name: source.name,
    kind: source.kind,
    kubeconfig: kubeconfigFile ? await readKubeconfigFile(kubeconfigFile) : openSecret(source, keys),
    context: context ?? null,
    trusted: source.origin === 'file',
    baseDirectory: kubeconfigFile ? path.dirname(kubeconfigFile) : null,
    namespaces: namespaces ?? null,
    defaults: { environment, region, team },
    rules,
  };
}

function openSecret(source: StoredSource, keys: readonly Buffer[]): string {
  if (!source.secret) throw new SyncError('source-invalid', 'This source has no kubeconfig: enter one in Settings.');
  return openSealed(keys, source.secret, source.id);
}

/** The code and the public message of whatever kept a source from running. */
export function describeProblem(thrown: unknown): { code: string; message: string } {
  if (thrown instanceof AppError) return { code: thrown.code, message: thrown.message };
  return { code: 'source-failed', message: `The source stopped unexpectedly: ${describeError(thrown)}. It is started again by itself.` };
}
