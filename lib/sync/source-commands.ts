import { randomUUID } from 'node:crypto';
import { contentHash } from '#lib/kernel/canonical-json.ts';
import { AppError } from '#lib/kernel/app-error.ts';
import type { StoredSourceConfig } from '#lib/inventory/sources/model.ts';
import { publishHint } from '#lib/live/hints.ts';
import { seal } from '#lib/platform/crypto/sealed.ts';
import type { Queryable } from '#lib/platform/db/queryable.ts';

/** A source as a person adds it in Settings. */
export type NewSource = { name: string; kind: string; kubeconfig: string; config: Omit<StoredSourceConfig, 'kubeconfigFile'> };

/** What these commands refuse. */
export type SourceCommandErrorCode = 'source-name-taken' | 'source-not-found' | 'source-of-file';
export class SourceCommandError extends AppError<SourceCommandErrorCode> {}

/**
 * Stores a source with its kubeconfig sealed under `key` (`deriveKey(secret, sourceSecretPurpose)`); a worker
 * starts it within seconds. Runs in the caller's transaction. Throws `source-name-taken`.
 */
export async function addSource(client: Queryable, key: Buffer, { name, kind, kubeconfig, config }: NewSource): Promise<string> {
  const id = randomUUID();
  const { rowCount } = await client.query(
    `INSERT INTO sources (id, name, kind, origin, config, secret, revision) VALUES ($1, $2, $3, 'settings', $4, $5, $6)
     ON CONFLICT (name) DO NOTHING`,
    [id, name, kind, JSON.stringify(config), Buffer.from(seal(key, kubeconfig, id)), contentHash({ config, kubeconfig })],
  );
  if (rowCount === 0) throw new SourceCommandError('source-name-taken', `A source named ${name} exists already: choose another name.`);
  await publishHint(client, { noun: 'source', objectIds: [id] });
  return id;
}

/** Replaces the kubeconfig of a source made in Settings; a worker restarts it. Throws `source-not-found`, `source-of-file`. */
export async function replaceSourceSecret(client: Queryable, key: Buffer, id: string, kubeconfig: string): Promise<void> {
  const config = await readOwnConfig(client, id);
  await client.query('UPDATE sources SET secret = $2, revision = $3, problem = NULL, problem_code = NULL, updated_at = now() WHERE id = $1', [
    id, Buffer.from(seal(key, kubeconfig, id)), contentHash({ config, kubeconfig }),
  ]);
  await publishHint(client, { noun: 'source', objectIds: [id] });
}

/** Takes a source made in Settings away; a worker then deletes what it saw. Throws `source-not-found`, `source-of-file`. */
export async function removeSource(client: Queryable, id: string): Promise<void> {
  await readOwnConfig(client, id);
  await client.query('DELETE FROM sources WHERE id = $1', [id]);
  await publishHint(client, { noun: 'source', objectIds: [id] });
}

async function readOwnConfig(client: Queryable, id: string): Promise<unknown> {
  const { rows } = await client.query<{ origin: string; config: unknown }>('SELECT origin, config FROM sources WHERE id = $1 FOR UPDATE', [id]);
  const row = rows[0];
  if (!row) throw new SourceCommandError('source-not-found', 'There is no such source.');
  if (row.origin === 'file') throw new SourceCommandError('source-of-file', 'This source stands in tarmac.yaml: change it there.');
  return row.config;
}
