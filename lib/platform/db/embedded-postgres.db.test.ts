import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findEmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres.ts';
import type { EmbeddedPostgres } from './embedded-postgres.ts';
import { isProcessRunning, waitUntil } from './process-state.ts';

let dir: string;
let servers: EmbeddedPostgres[];

beforeEach(() => {
  dir = path.join(mkdtempSync(path.join(tmpdir(), 'tarmac-embedded-')), 'postgres');
  servers = [];
});
afterEach(async () => {
  for (const server of servers) await server.stop();
  rmSync(path.dirname(dir), { recursive: true, force: true });
});

async function start(): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dir });
  servers.push(server);
  return server;
}

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return (await client.query(sql).finally(() => client.end())).rows;
}

describe('the embedded PostgreSQL', () => {
  test('keeps its data over a stop and a kill -9, and is adopted while it runs', async () => {
    const first = await start();
    await query(first.url, 'CREATE TABLE kept (n INT); INSERT INTO kept VALUES (1)');
    await first.stop();
    expect(isProcessRunning(first.pid)).toBe(false);
    expect(await findEmbeddedPostgres(dir)).toBeNull();

    const second = await start();
    const adopted = await start();
    expect(adopted).toMatchObject({ adopted: true, pid: second.pid, port: second.port });
    expect(await findEmbeddedPostgres(dir)).toBe(second.url);
    await query(adopted.url, 'INSERT INTO kept VALUES (2)');
    process.kill(second.pid, 'SIGKILL');
    await second.exited;

    const third = await start();
    expect(third.adopted).toBe(false);
    expect(await query(third.url, 'SELECT n FROM kept ORDER BY n')).toEqual([{ n: 1 }, { n: 2 }]);
  });

  test('lets nobody in without the password, which stands in one file that others cannot read', async () => {
    const server = await start();
    const { password } = new URL(server.url);
    const open = new URL(server.url);
    open.password = '';
    await expect(query(open.href, 'SELECT 1')).rejects.toThrow();
    expect(statSync(path.join(dir, 'password')).mode & 0o777).toBe(0o600);
    const holders = readdirSync(dir, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name))
      .filter((file) => readFileSync(file).includes(password));
    expect(holders).toEqual([path.join(dir, 'password')]);
  });

  test('takes another port when its own is taken meanwhile', async () => {
    const first = await start();
    await first.stop();
    const { createServer } = await import('node:net');
    const squatter = createServer().listen(first.port, '127.0.0.1');
    await new Promise((resolve) => squatter.once('listening', resolve));
    const second = await start();
    expect(second.port).not.toBe(first.port);
    await new Promise((resolve) => squatter.close(resolve));
  });

  test.each<[string, () => boolean]>([
    ['at once', () => true],
    ['while the data folder is made', () => existsSync(dir) && readdirSync(dir).some((name) => name.startsWith('cluster.new'))],
    ['while the server starts', () => existsSync(path.join(dir, 'server.log'))],
    ['before the server answers', () => existsSync(path.join(dir, 'cluster/postmaster.pid'))],
  ])('leaves nothing running when its start is ended %s, and starts the next time', async (_when, reached) => {
    const ending = new AbortController();
    const starting = startEmbeddedPostgres({ dir, signal: ending.signal });
    starting.catch(() => undefined);
    expect(await waitUntil(reached, 60_000, 1)).toBe(true);
    ending.abort();
    await expect(starting).rejects.toThrow();
    const runs = () => {
      const pidFile = path.join(dir, 'cluster/postmaster.pid');
      return existsSync(pidFile) && isProcessRunning(Number(readFileSync(pidFile, 'utf8').split('\n')[0]));
    };
    await expect.poll(runs, { timeout: 10_000 }).toBe(false);
    expect(await query((await start()).url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  test('does not run on a copy that was made while the server ran, and names no process of the other folder to be ended', async () => {
    await start();
    const copy = `${dir}-copy`;
    for (const file of ['password', 'cluster/postmaster.pid']) cpSync(path.join(dir, file), path.join(copy, file));
    await expect(startEmbeddedPostgres({ dir: copy })).rejects.toThrow(`${copy}/cluster is a copy that was made while PostgreSQL ran in ${dir}/cluster, so it may be torn: stop Tarmac there, and copy its data folder again.`);
  });

  test('starts over a data folder that a crash left half made, and over a pid file of a process that is none of its own', async () => {
    const first = await start();
    await first.stop();
    writeFileSync(path.join(dir, 'cluster', 'postmaster.pid'), `${process.pid}\n${dir}/cluster\n0\n${first.port}\n\n127.0.0.1\n`);
    const second = await start();
    expect(second.adopted).toBe(false);
    await second.stop();
    rmSync(path.join(dir, 'cluster'), { recursive: true });
    const { mkdirSync } = await import('node:fs');
    mkdirSync(path.join(dir, 'cluster.new-abc', 'base'), { recursive: true });
    await start();
    expect(existsSync(path.join(dir, 'cluster.new-abc'))).toBe(false);
  });
});
