import { accessSync, constants, existsSync, statfsSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { AppError, describeError } from '#lib/kernel/app-error.ts';
import { readEnvironment } from '#lib/platform/config/environment.ts';
import type { Environment } from '#lib/platform/config/environment.ts';
import { readSecret } from '#lib/platform/config/secret.ts';
import { readTarmacConfig } from '#lib/platform/config/tarmac-config.ts';
import { checkConnection, describeAddress } from '#lib/platform/db/connection-check.ts';
import { findEmbeddedPostgres } from '#lib/platform/db/embedded-postgres.ts';
import { preparePostgresBinaries } from '#lib/platform/db/postgres-binaries.ts';
import { choosePostgresUser } from '#lib/platform/db/postgres-user.ts';
import { isDataFolderHeld, makeDataFolder } from './data-folder.ts';
import { toPostgresDir } from './local-database.ts';
import { claimPort, toLocalUrl } from './web-address.ts';
import { isBuilt } from './web-build.ts';

/** What one look found: all well in `fact`, or a problem with the one `fix` that mends it. */
export type Finding = { subject: string; fact: string; fix?: string };

const root = path.resolve(import.meta.dirname, '../..');
const leastFreeBytes = 1024 ** 3;

/** Looks at everything that a start of Tarmac needs, and changes nothing but the data folder. Never throws. */
export async function examine(): Promise<Finding[]> {
  const node: Finding = { subject: 'Node', fact: `${process.version} on ${process.platform}-${process.arch}` };
  let environment: Environment;
  try {
    environment = readEnvironment();
  } catch (thrown) {
    return [node, { subject: 'Environment', fact: describeError(thrown), fix: 'correct that variable, or unset it' }];
  }
  const looks: [subject: string, fix: string, look: () => Promise<Omit<Finding, 'subject'> | string>][] = [
    ['Configuration', 'correct that place in the file, or name another file with TARMAC_CONFIG', () => examineConfig(environment)],
    ['Data folder', `make ${environment.dataDir} writable for this user, or set TARMAC_DATA to another folder`, () => examineDataFolder(environment)],
    ['Secret', 'do what the sentence says', () => examineSecret(environment)],
    ['Database', environment.databaseUrl ? 'start that server, or correct DATABASE_URL' : 'set DATABASE_URL to a PostgreSQL server', () => examineDatabase(environment)],
    ['Address', `choose another port: PORT=${environment.port + 1} npm start`, () => examineAddress(environment)],
    ['Web application', 'run npm ci', async () => ((await isBuilt(root)) ? 'built' : 'not built from these sources yet; npm start does it')],
  ];
  const findings: Finding[] = [node];
  for (const [subject, fix, look] of looks) {
    try {
      const found = await look();
      findings.push({ subject, ...(typeof found === 'string' ? { fact: found } : found) });
    } catch (thrown) {
      findings.push({ subject, fact: thrown instanceof AppError ? thrown.message : describeError(thrown), fix });
    }
  }
  return findings;
}

/** The findings as lines for a person: `ok` or `PROBLEM`, and the fix below its problem. */
export function formatFindings(findings: readonly Finding[]): string {
  const width = Math.max(...findings.map((finding) => finding.subject.length));
  const lines = findings.flatMap(({ subject, fact, fix }) => [`${fix ? 'PROBLEM' : 'ok     '}  ${subject.padEnd(width)}  ${fact}`, ...(fix ? [`         ${' '.repeat(width)}  Fix: ${fix}.`] : [])]);
  const problems = findings.filter((finding) => finding.fix).length;
  return `${lines.join('\n')}\n${problems ? `${problems} to mend.` : 'Nothing to mend.'}\n`;
}

async function examineConfig({ configFile, configFileGiven }: Environment): Promise<Omit<Finding, 'subject'> | string> {
  const { sources } = await readTarmacConfig(configFile, { required: configFileGiven });
  for (const { name, kubeconfigFile } of sources) {
    try {
      accessSync(kubeconfigFile, constants.R_OK);
    } catch {
      return { fact: `the source ${name} names the kubeconfig ${kubeconfigFile}, which ${existsSync(kubeconfigFile) ? 'this user may not read' : 'does not exist'}`, fix: `put the kubeconfig there, or correct kubeconfigFile in ${configFile}` };
    }
  }
  return existsSync(configFile) ? `${configFile}: ${sources.length} sources` : `no ${configFile}: the demo fleet is shown until sources are configured`;
}

async function examineDataFolder({ dataDir }: Environment): Promise<Omit<Finding, 'subject'> | string> {
  makeDataFolder(dataDir);
  const { bavail, bsize } = statfsSync(dataDir);
  const freeGiB = (bavail * bsize) / 1024 ** 3;
  if (bavail * bsize < leastFreeBytes) return { fact: `${dataDir} has only ${freeGiB.toFixed(1)} GiB left on its disk`, fix: 'free a GiB there, or set TARMAC_DATA to a folder on another disk' };
  return `${dataDir}, ${freeGiB.toFixed(0)} GiB free`;
}

async function examineSecret(environment: Environment): Promise<string> {
  const where = environment.secret ? 'TARMAC_SECRET' : path.join(environment.dataDir, 'secret');
  if (!environment.secret && !existsSync(where)) return `${where} will be made at the first start`;
  await readSecret(environment);
  return where;
}

async function examineDatabase({ databaseUrl, dataDir }: Environment): Promise<string> {
  if (databaseUrl) return `PostgreSQL ${(await checkConnection(databaseUrl)).serverVersion} at ${describeAddress(databaseUrl)}`;
  const dir = toPostgresDir(dataDir);
  const running = await findEmbeddedPostgres(dir);
  if (running) return `embedded PostgreSQL ${(await checkConnection(running)).serverVersion}, running`;
  makeDataFolder(dir);
  const { version } = await preparePostgresBinaries(choosePostgresUser(path.join(dir, 'cluster')), dir);
  return `embedded PostgreSQL ${version}, ready to start`;
}

const health = z.object({ checks: z.array(z.object({ ready: z.boolean(), detail: z.string() })) });

async function examineAddress({ host, port, dataDir, databaseUrl }: Environment): Promise<Omit<Finding, 'subject'> | string> {
  const url = toLocalUrl(host, port);
  const answer = await fetch(`${url}/api/health`, { signal: AbortSignal.timeout(5_000) }).then((response) => response.json()).catch(() => null);
  const { data: told } = health.safeParse(answer);
  // A web server in a container has no launcher that holds a data folder.
  if (told && (databaseUrl || isDataFolderHeld(dataDir))) {
    const failing = told.checks.filter(({ ready }) => !ready);
    return failing.length === 0 ? `Tarmac runs at ${url}` : { fact: `Tarmac runs at ${url} and is not ready. ${failing.map(({ detail }) => detail).join(' ')}`, fix: 'do what the first of these sentences says' };
  }
  await claimPort(host, port, 0);
  return `${url} is free`;
}
