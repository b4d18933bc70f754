import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { Command, InvalidArgumentError, Option } from 'commander';
import { roles } from '#lib/access/permissions.ts';
import type { Role } from '#lib/access/permissions.ts';
import { createToken } from '#lib/access/tokens.ts';
import { createUser } from '#lib/access/users.ts';
import { dayMs, parseDuration } from '#lib/kernel/duration.ts';
import { readEnvironment } from '#lib/platform/config/environment.ts';
import { withCommandDatabase } from './command-database.ts';
import { examine, formatFindings } from './doctor.ts';
import { toSentence } from './start-error.ts';

const actor = { kind: 'system', id: 'cli', name: 'tarmac command' } as const;
const leastPasswordLength = 12;
const longestMs = 36_500 * dayMs;

const program = new Command('tarmac').description('Tarmac at the command line, for whoever may read its data folder or its database URL.');

program
  .command('token')
  .description('API tokens')
  .command('create')
  .description('makes a token and prints it, and nothing else, on standard output')
  .requiredOption('--name <name>', 'what it is for', toName)
  .addOption(new Option('--role <role>', 'what it may do').choices(roles).makeOptionMandatory())
  .option('--expires-in <duration>', 'such as 90d; without it the token does not expire', toFuture)
  .action(async ({ name, role, expiresIn }: { name: string; role: Role; expiresIn?: Date }) => {
    const { token } = await withCommandDatabase(readEnvironment(), (db) => createToken(db, { name, role, actor, expiresAt: expiresIn ?? null }));
    process.stdout.write(`${token}\n`);
  });

program
  .command('user')
  .description('local accounts')
  .command('create')
  .description('makes a local account')
  .requiredOption('--email <email>', 'what it signs in with', toEmail)
  .requiredOption('--name <name>', 'the name that others see', toName)
  .addOption(new Option('--role <role>', 'what it may do').choices(roles).makeOptionMandatory())
  .option('--password-stdin', 'reads the password from standard input instead of asking for it')
  .action(async ({ email, name, role, passwordStdin }: { email: string; name: string; role: Role; passwordStdin?: boolean }) => {
    const password = passwordStdin ? await readAll(process.stdin) : await askPassword();
    if (password.length < leastPasswordLength) fail(`A password needs at least ${leastPasswordLength} characters.`);
    await withCommandDatabase(readEnvironment(), (db) => createUser(db, { email, name, password, role, actor }));
    process.stderr.write(`${email} can sign in now.\n`);
  });

program
  .command('doctor')
  .description('looks for what keeps Tarmac from running, and says how to mend each')
  .action(async () => {
    const findings = await examine();
    process.stdout.write(formatFindings(findings));
    process.exitCode = findings.some((finding) => finding.fix) ? 1 : 0;
  });

try {
  await program.parseAsync();
} catch (thrown) {
  fail(toSentence(thrown));
}

function fail(sentence: string): never {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

function toName(text: string): string {
  const name = text.trim();
  if (!name || name.length > 100) throw new InvalidArgumentError('It must have 1 to 100 characters.');
  return name;
}

function toEmail(text: string): string {
  if (!/^[^\s@]{1,64}@[^\s@]{1,189}$/.test(text)) throw new InvalidArgumentError('It must be an email address.');
  return text;
}

function toFuture(text: string): Date {
  const ms = parseDuration(text);
  if (!ms || ms > longestMs) throw new InvalidArgumentError('It must be a duration such as 12h or 90d, of at most 36500d.');
  return new Date(Date.now() + ms);
}

async function readAll(stream: NodeJS.ReadStream): Promise<string> {
  let text = '';
  for await (const chunk of stream) text += String(chunk);
  return text.replace(/\r?\n$/, '');
}

async function askPassword(): Promise<string> {
  if (!process.stdin.isTTY) fail('There is no terminal to ask for a password: give it on standard input with --password-stdin.');
  process.stderr.write('Password: ');
  // Swallows the echo, so that the password does not show.
  const output = new Writable({ write: (_chunk, _encoding, done) => done() });
  const reader = createInterface({ input: process.stdin, output, terminal: true });
  const password = await reader.question('');
  reader.close();
  process.stderr.write('\n');
  return password;
}
