import { randomBytes } from 'node:crypto';
import { appendAudit } from '#lib/audit/append.ts';
import type { Database } from '#lib/platform/db/database.ts';
import { withTransaction } from '#lib/platform/db/queryable.ts';
import { AccessError } from './access-error.ts';
import { isPasswordRight } from './password-hash.ts';
import type { Role } from './permissions.ts';
import { createUser } from './users.ts';

/** An account with the password that it is told with. */
export type InitialAccount = { email: string; name: string; password: string; role: Role };

/** The accounts of the demo. Their passwords are public: whoever reaches a demo may do everything in it. */
export const demoAccounts: readonly InitialAccount[] = [
  { email: 'platform@tarmac.example', name: 'Platform engineer', password: 'demo-platform', role: 'operator' },
  { email: 'security@tarmac.example', name: 'Security auditor', password: 'demo-security', role: 'auditor' },
  { email: 'developer@tarmac.example', name: 'Developer', password: 'demo-developer', role: 'viewer' },
  { email: 'admin@tarmac.example', name: 'Admin', password: 'demo-admin', role: 'admin' },
];

const system = { kind: 'system', id: 'launcher', name: 'Tarmac' } as const;

/** What a start did with accounts: those to show to the person at the terminal, and the emails of those that it closed. */
export type PreparedAccounts = { told: InitialAccount[]; closed: string[] };

/**
 * Makes the accounts that a start needs. With `demo` all of {@link demoAccounts}, made, opened again or already there.
 * Else those whose password is still the public one are closed, with their sessions and tokens, and when no admin is
 * left who may sign in, one is made whose random password is told this once. Any number of processes may call it at
 * once.
 */
export async function ensureInitialAccounts(db: Database, { demo }: { demo: boolean }): Promise<PreparedAccounts> {
  if (demo) {
    for (const account of demoAccounts) if (!(await createMissing(db, account))) await reopen(db, account);
    return { told: [...demoAccounts], closed: [] };
  }
  const closed: string[] = [];
  for (const account of demoAccounts) if (await close(db, account)) closed.push(account.email);
  if ((await db.prisma.user.count({ where: { role: 'admin', disabledAt: null } })) > 0) return { told: [], closed };
  const admin: InitialAccount = { email: 'admin@tarmac.local', name: 'Admin', password: randomBytes(15).toString('base64url'), role: 'admin' };
  return { told: (await createMissing(db, admin)) ? [admin] : [], closed };
}

async function createMissing(db: Database, account: InitialAccount): Promise<boolean> {
  if (await db.prisma.user.findUnique({ where: { email: account.email }, select: { id: true } })) return false;
  try {
    await createUser(db, { ...account, actor: system });
    return true;
  } catch (thrown) {
    if (thrown instanceof AccessError && thrown.code === 'email-taken') return false;
    throw thrown;
  }
}

async function reopen(db: Database, account: InitialAccount): Promise<void> {
  if (!(await hasPublicPassword(db, account, true))) return;
  await withTransaction(db.pool, async (client) => {
    const { rows } = await client.query<{ id: string }>('UPDATE users SET disabled_at = NULL WHERE email = $1 AND disabled_at IS NOT NULL RETURNING id', [account.email]);
    for (const { id } of rows) await appendAudit(client, { actor: system, action: 'user.enable', objectType: 'user', objectId: id, objectName: account.name, reason: 'The demo runs again.' });
  });
}

/** Says whether it closed the account. */
async function close(db: Database, account: InitialAccount): Promise<boolean> {
  if (!(await hasPublicPassword(db, account, false))) return false;
  const reason = 'The demo is over, and the password of this account is public.';
  return withTransaction(db.pool, async (client) => {
    const { rows } = await client.query<{ id: string }>(
      'UPDATE users SET disabled_at = clock_timestamp(), sessions_valid_after = clock_timestamp() WHERE email = $1 AND disabled_at IS NULL RETURNING id', [account.email],
    );
    if (rows.length === 0) return false;
    // A token says only by what name it was made; one too many ended is safer than one too few.
    const tokens = await client.query<{ id: string; name: string }>(
      `WITH RECURSIVE made AS (
         SELECT id, name FROM api_tokens WHERE created_by = $1
         UNION SELECT t.id, t.name FROM api_tokens t JOIN made ON t.created_by = made.name
       ) UPDATE api_tokens SET revoked_at = clock_timestamp() WHERE revoked_at IS NULL AND id IN (SELECT id FROM made) RETURNING id, name`,
      [account.name],
    );
    for (const { id } of rows) await appendAudit(client, { actor: system, action: 'user.disable', objectType: 'user', objectId: id, objectName: account.name, reason });
    for (const { id, name } of tokens.rows) {
      await appendAudit(client, { actor: system, action: 'token.revoke', objectType: 'token', objectId: id, objectName: name, reason: `${account.name}, who made it, was an account of the demo.` });
    }
    return true;
  });
}

async function hasPublicPassword(db: Database, { email, password }: InitialAccount, disabled: boolean): Promise<boolean> {
  const user = await db.prisma.user.findUnique({ where: { email }, select: { passwordHash: true, disabledAt: true } });
  return user !== null && (user.disabledAt !== null) === disabled && isPasswordRight(password, user.passwordHash);
}
