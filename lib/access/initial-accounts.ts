import { randomBytes } from 'node:crypto';
import type { Database } from '#lib/platform/db/database.ts';
import { AccessError } from './access-error.ts';
import type { RecordAct } from './act.ts';
import type { Role } from './permissions.ts';
import { createUser } from './users.ts';

export type InitialAccount = { email: string; name: string; password: string; role: Role };

/** The accounts of the demo. Their passwords are public: whoever reaches a demo may do everything in it. */
export const demoAccounts: readonly InitialAccount[] = [
  { email: 'platform@tarmac.example', name: 'Platform engineer', password: 'demo-platform', role: 'operator' },
  { email: 'security@tarmac.example', name: 'Security auditor', password: 'demo-security', role: 'auditor' },
  { email: 'developer@tarmac.example', name: 'Developer', password: 'demo-developer', role: 'viewer' },
  { email: 'admin@tarmac.example', name: 'Admin', password: 'demo-admin', role: 'admin' },
];

const system = { kind: 'system', id: 'launcher', name: 'Tarmac' } as const;

/**
 * Makes the accounts that a first start needs, and returns those to show to the person at the terminal: with `demo`
 * all of {@link demoAccounts}, made or already there; else, only when there is no account at all, one admin whose
 * random password is told this once. Any number of processes may call it at once. `record` is `appendAudit`.
 */
export async function ensureInitialAccounts(db: Database, { demo }: { demo: boolean }, record: RecordAct): Promise<InitialAccount[]> {
  if (demo) {
    for (const account of demoAccounts) await createMissing(db, account, record);
    return [...demoAccounts];
  }
  if ((await db.prisma.user.count()) > 0) return [];
  const admin: InitialAccount = { email: 'admin@tarmac.local', name: 'Admin', password: randomBytes(15).toString('base64url'), role: 'admin' };
  return (await createMissing(db, admin, record)) ? [admin] : [];
}

async function createMissing(db: Database, account: InitialAccount, record: RecordAct): Promise<boolean> {
  if (await db.prisma.user.findUnique({ where: { email: account.email }, select: { id: true } })) return false;
  try {
    await createUser(db, { ...account, actor: system }, record);
    return true;
  } catch (thrown) {
    if (thrown instanceof AccessError && thrown.code === 'email-taken') return false;
    throw thrown;
  }
}
