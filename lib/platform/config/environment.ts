import path from 'node:path';
import { z } from 'zod';
import { ConfigError } from './config-error.ts';

/** How large the simulated fleet is: a named size, or clusters × nodes. */
export type DemoSize = 'small' | 'default' | { clusters: number; nodes: number };

/** All that Tarmac reads of its environment; paths are absolute. `publicUrl` has no slash at its end. */
export type Environment = {
  mode: 'production' | 'development' | 'test';
  port: number;
  host: string;
  databaseUrl?: string;
  dataDir: string;
  configFile: string;
  /** Whether TARMAC_CONFIG named the file; only then it has to exist. */
  configFileGiven: boolean;
  demo?: boolean;
  demoSize: DemoSize;
  demoSeed: number;
  /** How many times faster than life the demo's controllers work. */
  demoSpeed: number;
  logFormat: 'json' | 'pretty';
  logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
  /** Given, a proxy stands before the web server and says where requests come from. */
  publicUrl?: string;
  /** What the installation's keys are made of, when it does not stand in the data folder. */
  secret?: string;
  /** Text that every page shows on top, such as `demo`. */
  banner?: string;
};

const integer = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,10}$/, `must be a whole number from ${min} to ${max}`)
    .transform(Number)
    .refine((value) => value >= min && value <= max, `must be a whole number from ${min} to ${max}`);

const demoSize = z.string().transform((text, context): DemoSize => {
  if (text === 'small' || text === 'default') return text;
  const [, clusters, nodes] = /^(\d{1,4})x(\d{1,6})$/.exec(text) ?? [];
  const size = { clusters: Number(clusters), nodes: Number(nodes) };
  if (size.clusters >= 1 && size.clusters <= 5_000 && size.nodes >= size.clusters && size.nodes <= 200_000) return size;
  context.addIssue({ code: 'custom', message: 'must be small, default, or <clusters>x<nodes> such as 2000x50000' });
  return z.NEVER;
});

const url = (protocols: string[], message: string) =>
  z.string().refine((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol), message);

// An @ further on is of a password that was not encoded; what follows it would be taken for the host, and shown.
const databaseUrl = url(['postgres:', 'postgresql:'], 'must be a PostgreSQL URL such as postgresql://user:password@host:5432/tarmac').refine(
  (text) => !/:\/\/[^/?#]*[/?#].*@/s.test(text),
  'must have the special characters of its password percent-encoded: / as %2F, ? as %3F, # as %23, @ as %40',
);

const variables = z.object({
  NODE_ENV: z.enum(['production', 'development', 'test'], 'must be production, development or test').default('production'),
  PORT: integer(0, 65_535).default(3000),
  HOST: z.string().regex(/^[A-Za-z0-9.:[\]_-]{1,253}$/, 'must be an address or a host name').default('127.0.0.1'),
  DATABASE_URL: databaseUrl.optional(),
  TARMAC_DATA: z.string().default('.tarmac'),
  TARMAC_CONFIG: z.string().optional(),
  TARMAC_DEMO: z.enum(['0', '1'], 'must be 1 or 0').optional(),
  TARMAC_DEMO_SIZE: demoSize.default('default'),
  TARMAC_DEMO_SEED: integer(0, 4_294_967_295).default(7),
  TARMAC_DEMO_SPEED: z
    .string()
    .regex(/^\d{1,4}(\.\d{1,3})?$/, 'must be a number from 0.1 to 1000')
    .transform(Number)
    .refine((value) => value >= 0.1 && value <= 1000, 'must be a number from 0.1 to 1000')
    .default(1),
  TARMAC_LOG_FORMAT: z.enum(['json', 'pretty'], 'must be json or pretty').optional(),
  TARMAC_LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], 'must be one of fatal, error, warn, info, debug, trace, silent').default('info'),
  TARMAC_URL: url(['http:', 'https:'], 'must be an http or https URL').optional(),
  TARMAC_SECRET: z.string().min(32, 'must have at least 32 characters; make one with: openssl rand -hex 32').optional(),
  TARMAC_BANNER: z.string().max(200, 'must have at most 200 characters').optional(),
});

/**
 * Reads the environment. A variable that is empty counts as not set. Throws a ConfigError that names the first bad
 * variable and what it must be, and never repeats a value, which may be a secret.
 */
export function readEnvironment(env: Readonly<Record<string, string | undefined>> = process.env): Environment {
  const present = Object.fromEntries(Object.keys(variables.shape).flatMap((name) => (env[name] ? [[name, env[name]]] : [])));
  const parsed = variables.safeParse(present);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    throw new ConfigError('environment-invalid', `The environment variable ${String(issue.path[0])} ${issue.message}.`);
  }
  const read = parsed.data;
  const publicUrl = read.TARMAC_URL?.replace(/\/+$/, '');
  return {
    mode: read.NODE_ENV,
    port: read.PORT,
    host: read.HOST,
    ...(read.DATABASE_URL && { databaseUrl: read.DATABASE_URL }),
    dataDir: path.resolve(/* turbopackIgnore: true */ read.TARMAC_DATA),
    configFile: path.resolve(/* turbopackIgnore: true */ read.TARMAC_CONFIG ?? 'tarmac.yaml'),
    configFileGiven: read.TARMAC_CONFIG !== undefined,
    ...(read.TARMAC_DEMO && { demo: read.TARMAC_DEMO === '1' }),
    demoSize: read.TARMAC_DEMO_SIZE,
    demoSeed: read.TARMAC_DEMO_SEED,
    demoSpeed: read.TARMAC_DEMO_SPEED,
    logFormat: read.TARMAC_LOG_FORMAT ?? (read.NODE_ENV === 'production' ? 'json' : 'pretty'),
    logLevel: read.TARMAC_LOG_LEVEL,
    ...(publicUrl && { publicUrl }),
    ...(read.TARMAC_SECRET && { secret: read.TARMAC_SECRET }),
    ...(read.TARMAC_BANNER && { banner: read.TARMAC_BANNER }),
  };
}
