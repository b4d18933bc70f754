import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { takePidFile } from './pid-file.ts';

let dir: string;
let file: string;
let others: ChildProcess[];

beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'tarmac-pid-'));
  file = path.join(dir, 'launcher.pid');
  others = [];
});
afterEach(async () => {
  await Promise.all(others.map(kill));
  rmSync(dir, { recursive: true });
});

// Takes the files that its standard input names, not before the time it names, says what it got of each, and stays.
const contender = `
  const { takePidFile } = await import(process.argv[1]);
  const say = (text) => process.stdout.write(text + '\\n');
  process.stdin.once('data', (order) => {
    const { files, startAt } = JSON.parse(order);
    while (performance.timeOrigin + performance.now() < startAt);
    const taken = files.map((file) => takePidFile(file));
    say(taken.map((one) => ('pid' in one ? 'held by ' + one.pid : 'mine')).join());
    process.stdin.once('data', () => {
      taken[0].announceEnd();
      say('announced');
    });
  });
  say('here');
`;

async function open(): Promise<{ process: ChildProcess; take(files: string[], startAt?: number): Promise<string>; announceEnd(): Promise<void> }> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', contender, new URL('pid-file.ts', import.meta.url).href], { stdio: ['pipe', 'pipe', 'inherit'] });
  others.push(child);
  const said: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => said.push(line));
  const line = async (number: number) => {
    await vi.waitFor(() => expect(said.length).toBeGreaterThan(number), 30_000);
    return said[number]!;
  };
  await line(0);
  return {
    process: child,
    take: (files, startAt = 0) => {
      child.stdin.write(JSON.stringify({ files, startAt }));
      return line(1);
    },
    announceEnd: async () => {
      child.stdin.write('end');
      expect(await line(2)).toBe('announced');
    },
  };
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
}

describe('a pid file', { timeout: 120_000 }, () => {
  test('is held by one living process, and free again when that lets go', async () => {
    const first = await open();
    expect(await first.take([file])).toBe('mine');
    expect(takePidFile(file)).toEqual({ pid: first.process.pid, ending: false });
    await first.announceEnd();
    expect(takePidFile(file)).toEqual({ pid: first.process.pid, ending: true });
    await kill(first.process);
    const mine = takePidFile(file);
    if ('pid' in mine) throw new Error('it was not taken over');
    expect(readFileSync(file, 'utf8')).toMatch(new RegExp(`^${process.pid}\\b`));
    mine.release();
    expect(readdirSync(dir)).toEqual([]);
  });

  test.each([
    ['nothing', ''],
    ['no process id', 'nonsense\n'],
    ['another process that has that id now', `${process.ppid} 1\n`],
  ])('that says %s is taken over', (_what, content) => {
    writeFileSync(file, content);
    expect(takePidFile(file)).toHaveProperty('release');
    expect(readdirSync(dir)).toEqual(['launcher.pid']);
  });

  test('is taken over from one who was killed while he followed another', async () => {
    const dead = await open();
    await dead.take([file]);
    await kill(dead.process);
    const [pid, startTime] = readFileSync(file, 'utf8').trim().split(' ');
    writeFileSync(file, '4000001 1\n');
    writeFileSync(path.join(dir, 'launcher.pid.after-4000001-1'), `${pid} ${startTime}\n`);
    expect(takePidFile(file)).toHaveProperty('release');
    expect(readFileSync(file, 'utf8')).toMatch(new RegExp(`^${process.pid}\\b`));
    expect(readdirSync(dir)).toEqual(['launcher.pid']);
  });

  test.each([['there is none', null], ['its holder was killed', '4000001 1\n']])('goes to exactly one of many that ask at once when %s', async (_when, content) => {
    const files = Array.from({ length: 100 }, (_, number) => path.join(dir, `${number}.pid`));
    if (content) for (const each of files) writeFileSync(each, content);
    const racers = await Promise.all(Array.from({ length: 5 }, () => open()));
    const startAt = performance.timeOrigin + performance.now() + 100;
    const answers = await Promise.all(racers.map(async (racer) => (await racer.take(files, startAt)).split(',')));
    const winners = files.map((_, number) => racers.filter((_racer, index) => answers[index]![number] === 'mine').map((racer) => racer.process.pid));
    expect(winners.filter((pids) => pids.length !== 1)).toEqual([]);
    expect(files.map((each) => [Number(readFileSync(each, 'utf8').split(' ')[0])])).toEqual(winners);
  });
});
