import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { appendAudit } from '#lib/audit/append.ts';
import type { AuditActor } from '#lib/audit/model.ts';
import { CursorError } from '#lib/kernel/cursor-error.ts';
import { minuteMs } from '#lib/kernel/duration.ts';
import { isUuid } from '#lib/kernel/uuid.ts';
import { batchedLookup } from '#lib/platform/db/batched-lookup.ts';
import type { Database } from '#lib/platform/db/database.ts';
import { withTransaction } from '#lib/platform/db/queryable.ts';
import { AccessError } from './access-error.ts';
import type { Role } from './permissions.ts';
import type { Viewer } from './viewer.ts';

/** A token as it may be shown: never the token itself. */
export type ApiTokenRow = {
  id: string; name: string; role: Role; createdBy: string; createdAt: Date;
  expiresAt: Date | null; lastUsedAt: Date | null; revokedAt: Date | null;
};

/** A token to make; without `expiresAt` it works until it is revoked. */
export type NewToken = { name: string; role: Role; actor: AuditActor; expiresAt?: Date | null; requestId?: string | null };

const columns = `id, name, role, created_by AS "createdBy", created_at AS "createdAt", expires_at AS "expiresAt", last_used_at AS "lastUsedAt", revoked_at AS "revokedAt"`;

/**
 * Makes a token and returns it in clear, the only time that anybody sees it: the database holds its SHA-256, which is
 * enough for 256 random bits.
 */
export async function createToken(db: Database, { name, role, actor, expiresAt, requestId }: NewToken): Promise<ApiTokenRow & { token: string }> {
  const token = `tarmac_${randomBytes(32).toString('base64url')}`;
  return withTransaction(db.pool, async (client) => {
    const { rows } = await client.query<ApiTokenRow>(
      `INSERT INTO api_tokens (name, role, token_hash, created_by, expires_at) VALUES ($1, $2, $3, $4, $5) RETURNING ${columns}`,
      [name, role, hashOf(token).toString('hex'), actor.name, expiresAt ?? null],
    );
    const row = rows[0]!;
    await appendAudit(client, {
      actor, action: 'token.create', objectType: 'token', objectId: row.id, objectName: name, requestId,
      data: { role, expiresAt: expiresAt?.toISOString() ?? null },
    });
    return { ...row, token };
  });
}

/** Newest first, revoked and expired ones too; `nextBeforeId` asks for the next page, null on the last. `total` counts all. Throws CursorError for a `beforeId` that is no token's. */
export async function listTokens(db: Database, { beforeId, limit }: { beforeId?: string | undefined; limit: number }): Promise<{ items: ApiTokenRow[]; nextBeforeId: string | null; total: number }> {
  if (beforeId !== undefined && !(isUuid(beforeId) && (await db.pool.query('SELECT FROM api_tokens WHERE id = $1', [beforeId])).rowCount)) throw new CursorError();
  const [{ rows }, total] = await Promise.all([
    db.pool.query<ApiTokenRow>(
      `SELECT ${columns} FROM api_tokens WHERE $1::uuid IS NULL OR (created_at, id) < (SELECT created_at, id FROM api_tokens WHERE id = $1)
       ORDER BY created_at DESC, id DESC LIMIT $2`,
      [beforeId ?? null, limit + 1],
    ),
    db.prisma.apiToken.count(),
  ]);
  const items = rows.slice(0, limit);
  return { items, nextBeforeId: rows.length > limit ? items.at(-1)!.id : null, total };
}

/** Ends a token; doing it again changes nothing. Throws `token-not-found`. */
export async function revokeToken(db: Database, id: string, actor: AuditActor, requestId?: string | null): Promise<ApiTokenRow> {
  return withTransaction(db.pool, async (client) => {
    const { rows } = await client.query<ApiTokenRow>(`SELECT ${columns} FROM api_tokens WHERE id = $1 FOR UPDATE`, [id]);
    const token = rows[0];
    if (!token) throw new AccessError('token-not-found', 'There is no such token.');
    if (token.revokedAt) return token;
    const revoked = await client.query<ApiTokenRow>(
      `UPDATE api_tokens SET revoked_at = clock_timestamp() WHERE id = $1 RETURNING ${columns}`, [id],
    );
    await appendAudit(client, { actor, action: 'token.revoke', objectType: 'token', objectId: id, objectName: token.name, requestId });
    return revoked.rows[0]!;
  });
}

/** Who sent `token`; null when it is unknown, expired or revoked. Notes the use, at most once a minute. */
export async function viewerOfToken(db: Database, token: string): Promise<Viewer | null> {
  if (!/^tarmac_[A-Za-z0-9_-]{43}$/.test(token)) return null;
  const hash = hashOf(token);
  const row = await findToken(db, hash.toString('hex'));
  if (!row || !timingSafeEqual(hash, Buffer.from(row.tokenHash, 'hex'))) return null;
  if (!row.lastUsedAt || Date.now() - row.lastUsedAt.getTime() >= minuteMs) {
    await db.pool.query(
      `UPDATE api_tokens SET last_used_at = now() WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute')`, [row.id],
    );
  }
  return { kind: 'token', id: row.id, name: row.name, email: null, role: row.role };
}

type LiveToken = { id: string; name: string; role: Role; tokenHash: string; lastUsedAt: Date | null };

const findToken = batchedLookup<LiveToken>(async ({ pool }, hashes) => {
  const { rows } = await pool.query<LiveToken>({
    name: 'live tokens',
    text: `SELECT id, name, role, token_hash AS "tokenHash", last_used_at AS "lastUsedAt" FROM api_tokens
      WHERE token_hash = ANY($1) AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())`,
    values: [hashes],
  });
  return new Map(rows.map((row) => [row.tokenHash, row]));
});

const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest();
