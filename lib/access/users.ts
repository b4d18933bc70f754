import { appendAudit } from '#lib/audit/append.ts';
import type { AuditActor } from '#lib/audit/model.ts';
import type { Database } from '#lib/platform/db/database.ts';
import { withTransaction } from '#lib/platform/db/queryable.ts';
import { AccessError } from './access-error.ts';
import { hashPassword, isPasswordRight } from './password-hash.ts';
import type { Role } from './permissions.ts';
import { countSignInAttempt, forgetSignInAttempts } from './sign-in-throttle.ts';
import type { Viewer } from './viewer.ts';

// Who fails to sign in is not known.
const signInForm: AuditActor = { kind: 'system', id: 'sign-in', name: 'Sign-in' };

export type Credentials = { email: string; password: string; address: string | null; requestId?: string | null };

/**
 * The person whose email and password these are, and when that was. Throws `sign-in-refused`, the same for an unknown account, a wrong
 * password and a disabled account, or `sign-in-throttled`. What fails is recorded too, but not what was typed: people
 * type passwords into the wrong field. Of a throttle only its beginning is recorded.
 */
export async function signIn(db: Database, { email, password, address, requestId }: Credentials): Promise<Viewer & { signedInAt: number }> {
  const account = normalizeEmail(email);
  const recordFailure = (action: string, reason: string, of?: UserRow) =>
    withTransaction(db.pool, (client) =>
      appendAudit(client, { actor: signInForm, action, objectType: 'user', objectId: of?.id, objectName: of?.name, reason, data: { address }, requestId }),
    );
  const allowance = await countSignInAttempt(db.pool, { email: account, address });
  const { rows } = await db.pool.query<UserRow>(
    'SELECT id, name, email, role, password_hash AS "passwordHash", disabled_at AS "disabledAt" FROM users WHERE email = $1', [account],
  );
  const user = rows[0];
  if (allowance !== 'allowed') {
    if (allowance === 'throttled-now') await recordFailure('session.throttle', 'Too many attempts in 15 minutes.', user);
    throw new AccessError('sign-in-throttled', 'Too many attempts to sign in. Wait 15 minutes, then try again.', { retryable: true });
  }
  const right = await isPasswordRight(password, user?.passwordHash ?? null);
  if (!user || !right || user.disabledAt) {
    await recordFailure('session.refuse', !user ? 'There is no such account.' : right ? 'The account is disabled.' : 'The password was not right.', user);
    throw new AccessError('sign-in-refused', 'The email or the password is not right.');
  }
  const viewer: Viewer = { kind: 'user', id: user.id, name: user.name, email: user.email, role: user.role };
  return withTransaction(db.pool, async (client) => {
    await forgetSignInAttempts(client, { email: account, address });
    await appendAudit(client, { actor: viewer, action: 'session.create', objectType: 'user', objectId: user.id, objectName: user.name, requestId });
    // The clock by which sessions are ended, which need not be this machine's.
    const { rows: [clock] } = await client.query<{ now: Date }>('SELECT clock_timestamp() AS now');
    return { ...viewer, signedInAt: clock!.now.getTime() };
  });
}

type UserRow = { id: string; name: string; email: string; role: Role; passwordHash: string | null; disabledAt: Date | null };

export type NewUser = { email: string; name: string; password: string; role: Role; actor: AuditActor };

/** Makes a local account and returns its id. Throws `email-taken`. */
export async function createUser(db: Database, { email, name, password, role, actor }: NewUser): Promise<string> {
  const passwordHash = await hashPassword(password);
  return withTransaction(db.pool, async (client) => {
    const { rows } = await client.query<{ id: string }>(
      'INSERT INTO users (email, name, password_hash, role) VALUES ($1, $2, $3, $4) ON CONFLICT (email) DO NOTHING RETURNING id',
      [normalizeEmail(email), name, passwordHash, role],
    );
    const id = rows[0]?.id;
    if (!id) throw new AccessError('email-taken', `There is already an account with the email ${email}.`);
    await appendAudit(client, { actor, action: 'user.create', objectType: 'user', objectId: id, objectName: name, data: { email, role } });
    return id;
  });
}

/** Emails are compared without case; 254 characters are the most that SMTP carries (RFC 5321 §4.5.3.1.3). */
function normalizeEmail(email: string): string {
  return email.trim().toLowerCase().replaceAll('\0', '').toWellFormed().slice(0, 254);
}
