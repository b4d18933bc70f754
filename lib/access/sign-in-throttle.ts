import { isIP } from 'node:net';
import { minuteMs } from '#lib/kernel/duration.ts';
import type { Queryable } from '#lib/platform/db/queryable.ts';

const windowMs = 15 * minuteMs;
const mostByAccount = 10;
const mostByAddress = 100;

/** What attempts are counted by: the account that is tried and the address that tries, null when it is not known. */
export type SignInSubject = { email: string; address: string | null };

/** `throttled-now`: this attempt is the first that a limit refuses; `throttled`: an earlier one was. */
export type SignInAllowance = 'allowed' | 'throttled-now' | 'throttled';

/**
 * Counts one attempt before its password is looked at, so that guesses sent at once count too. It is allowed unless
 * its account had 10 or its address 100 in the last quarter of an hour. What is refused does not count: who keeps
 * knocking does not keep the lock shut.
 */
export async function countSignInAttempt(db: Queryable, { email, address }: SignInSubject): Promise<SignInAllowance> {
  const subjects = [accountSubject(email), ...addressSubjects(address)];
  await db.query(`DELETE FROM sign_in_attempts WHERE at < now() - make_interval(secs => $1)`, [windowMs / 1000]);
  const counted = await db.query<{ id: string }>('INSERT INTO sign_in_attempts (subject) SELECT unnest($1::text[]) RETURNING id', [subjects]);
  const { rows } = await db.query<{ subject: string; attempts: number }>(
    'SELECT subject, count(*)::int AS attempts FROM sign_in_attempts WHERE subject = ANY($1) GROUP BY subject', [subjects],
  );
  const over = rows.filter(({ subject, attempts }) => attempts > (subject === subjects[0] ? mostByAccount : mostByAddress));
  if (over.length === 0) return 'allowed';
  await db.query('DELETE FROM sign_in_attempts WHERE id = ANY($1::bigint[])', [counted.rows.map(({ id }) => id)]);
  const told = await db.query(
    'INSERT INTO sign_in_attempts (subject) SELECT m FROM unnest($1::text[]) m WHERE NOT EXISTS (SELECT FROM sign_in_attempts WHERE subject = m)',
    [over.map(({ subject }) => toldSubject(subject))],
  );
  return told.rowCount ? 'throttled-now' : 'throttled';
}

/** Forgets the attempts on an account once its right password was given, and of its address this one: an office signs in by one. */
export async function forgetSignInAttempts(db: Queryable, { email, address }: SignInSubject): Promise<void> {
  const subject = accountSubject(email);
  await db.query(
    `DELETE FROM sign_in_attempts WHERE subject = ANY($1)
       OR id = (SELECT max(id) FROM sign_in_attempts WHERE subject = ANY($2))`, [[subject, toldSubject(subject)], addressSubjects(address)],
  );
}

/** Of an IPv6 address the network counts: who has one has 2^64 addresses (RFC 4291 §2.5.4). */
function addressSubjects(address: string | null): string[] {
  if (!address) return [];
  const text = address.slice(0, 100).replace(/^::ffff:(?=\d+\.)/i, '');
  if (isIP(text) !== 6) return [`address:${text}`];
  const [head = '', tail] = text.split('%')[0]!.split('::');
  const [before, after] = [head, tail ?? ''].map((part) => (part === '' ? [] : part.split(':')));
  const missing = tail === undefined ? 0 : Math.max(0, 8 - before!.length - after!.length);
  const groups = [...before!, ...Array.from({ length: missing }, () => '0'), ...after!];
  return [`address:${groups.slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`];
}

const accountSubject = (email: string): string => `account:${email}`;
/** Stands beside a subject that a limit refuses, from the first refusal on. */
const toldSubject = (subject: string): string => `told:${subject}`;
