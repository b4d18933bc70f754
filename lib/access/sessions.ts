import { appendAudit } from '#lib/audit/append.ts';
import { hourMs } from '#lib/kernel/duration.ts';
import { isUuid } from '#lib/kernel/uuid.ts';
import { batchedLookup } from '#lib/platform/db/batched-lookup.ts';
import type { Database } from '#lib/platform/db/database.ts';
import { withTransaction } from '#lib/platform/db/queryable.ts';
import type { Role } from './permissions.ts';
import type { Viewer } from './viewer.ts';

/** After this a session is over, however it was used; milliseconds. */
export const sessionMs = 12 * hourMs;

/** All that a session carries: whose it is and when it began by the database's clock, in milliseconds since 1970. */
export type SessionClaims = { userId: string; signedInAt: number };

/**
 * The person of a session as our tables have them now; null when the account is gone or disabled, when the
 * session is over, or when all were ended after this one began. Asked at each request, so a change of role holds at once.
 */
export async function viewerOfSession(db: Database, { userId, signedInAt }: SessionClaims): Promise<Viewer | null> {
  if (!isUuid(userId) || !Number.isFinite(signedInAt)) return null;
  const user = await findUser(db, userId);
  if (!user || signedInAt < user.sessions_valid_after.getTime() || signedInAt < user.now.getTime() - sessionMs) return null;
  return { kind: 'user', id: user.id, name: user.name, email: user.email, role: user.role };
}

type LiveUser = { id: string; name: string; email: string; role: Role; sessions_valid_after: Date; now: Date };

const findUser = batchedLookup<LiveUser>(async ({ pool }, ids) => {
  const { rows } = await pool.query<LiveUser>({
    name: 'live users',
    text: 'SELECT id, name, email, role, sessions_valid_after, clock_timestamp() AS now FROM users WHERE id = ANY($1::uuid[]) AND disabled_at IS NULL',
    values: [ids],
  });
  return new Map(rows.map((row) => [row.id, row]));
});

/** Ends every session that `person` has now, on every device, that of the request too. */
export async function endSessions(db: Database, person: Viewer, requestId?: string | null): Promise<void> {
  await withTransaction(db.pool, async (client) => {
    await client.query('UPDATE users SET sessions_valid_after = clock_timestamp() WHERE id = $1', [person.id]);
    await appendAudit(client, { actor: person, action: 'session.end-all', objectType: 'user', objectId: person.id, objectName: person.name, requestId });
  });
}
