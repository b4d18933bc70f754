import { minuteMs } from '#lib/kernel/duration.ts';
import type { Queryable } from '#lib/platform/db/queryable.ts';

const windowMs = 15 * minuteMs;
const mostByAccount = 10;
const mostByAddress = 100;

/** What attempts are counted by: the account that is tried and the address that tries, null when it is not known. */
export type SignInSubject = { email: string; address: string | null };

/** `throttled-now`: this attempt is the one that went over a limit; `throttled`: an earlier one did. */
export type SignInAllowance = 'allowed' | 'throttled-now' | 'throttled';

/**
 * Counts one attempt before its password is looked at, so that guesses sent at once count too. It is allowed unless
 * its account had more than 10 or its address more than 100 in a quarter of an hour.
 */
export async function countSignInAttempt(db: Queryable, { email, address }: SignInSubject): Promise<SignInAllowance> {
  const subjects = [accountSubject(email), ...(address ? [`address:${address.slice(0, 100)}`] : [])];
  await db.query(`DELETE FROM sign_in_attempts WHERE at < now() - make_interval(secs => $1)`, [windowMs / 1000]);
  await db.query('INSERT INTO sign_in_attempts (subject) SELECT unnest($1::text[])', [subjects]);
  const { rows } = await db.query<{ subject: string; attempts: number }>(
    'SELECT subject, count(*)::int AS attempts FROM sign_in_attempts WHERE subject = ANY($1) GROUP BY subject', [subjects],
  );
  const excess = rows.map(({ subject, attempts }) => attempts - (subject === subjects[0] ? mostByAccount : mostByAddress));
  if (excess.every((over) => over <= 0)) return 'allowed';
  return excess.includes(1) ? 'throttled-now' : 'throttled';
}

/** Forgets the attempts on an account once its right password was given. */
export async function forgetSignInAttempts(db: Queryable, email: string): Promise<void> {
  await db.query('DELETE FROM sign_in_attempts WHERE subject = $1', [accountSubject(email)]);
}

const accountSubject = (email: string): string => `account:${email}`;
