import { PassThrough } from 'node:stream';
import type { WriteStream } from 'node:tty';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openTerminal } from './terminal.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function open(isTTY: boolean): { terminal: ReturnType<typeof openTerminal>; said: () => string } {
  const out = Object.assign(new PassThrough(), { isTTY }) as unknown as WriteStream;
  let text = '';
  out.on('data', (chunk: Buffer) => (text += chunk.toString()));
  return { terminal: openTerminal(out), said: () => text };
}

const hold = () => Promise.withResolvers<void>();

test('a file gets a line every ten seconds, with seconds after the first minute too', async () => {
  const { terminal, said } = open(false);
  const work = hold();
  const running = terminal.during('Building', () => work.promise);
  await vi.advanceTimersByTimeAsync(80_500);
  work.resolve();
  await running;
  expect(said().trim().split('\n')).toEqual([
    'Building …', ...['10 s', '20 s', '30 s', '40 s', '50 s', '1 min 0 s', '1 min 10 s', '1 min 20 s'].map((took) => `Building … ${took}`), 'Building: 1 min 20 s',
  ]);
});

test('a terminal gets a clock that runs every second in one line', async () => {
  const { terminal, said } = open(true);
  const work = hold();
  const running = terminal.during('Building', () => work.promise);
  await vi.advanceTimersByTimeAsync(62_500);
  expect(said()).not.toContain('\n');
  expect(said().split('\r').at(-1)).toContain('Building … 1 min 2 s');
  work.resolve();
  await running;
});

/** What a terminal of that width shows in the end: its lines, the last without a line feed. */
const shown = (text: string): string[] => text.split('\n').map((line) => line.split('\r\u001b[K').at(-1)!);

test('in a terminal each line takes the place of the clock, and none is glued to it', async () => {
  const { terminal, said } = open(true);
  const [build, database] = [hold(), hold()];
  const running = [terminal.during('Building', () => build.promise), terminal.during('Preparing', () => database.promise)];
  await vi.advanceTimersByTimeAsync(2_500);
  terminal.say('PostgreSQL moved');
  database.resolve();
  await running[1];
  build.resolve();
  await running[0];
  terminal.say('ready');
  expect(shown(said())).toEqual(['PostgreSQL moved', 'Preparing: 2 s', 'Building: 2 s', 'ready', '']);
});

test('in a terminal a step that fails leaves an empty line for what is said of it', async () => {
  const { terminal, said } = open(true);
  const work = hold();
  const running = terminal.during('Building', () => work.promise);
  await vi.advanceTimersByTimeAsync(2_500);
  work.reject(new Error('no such page'));
  await expect(running).rejects.toThrow('no such page');
  expect(shown(said())).toEqual(['']);
});

test.each([true, false])('after the end no clock runs and no step is told (terminal: %s)', async (isTTY) => {
  const { terminal, said } = open(isTTY);
  const work = hold();
  const running = terminal.during('Building', () => work.promise);
  await vi.advanceTimersByTimeAsync(2_500);
  terminal.end('Stopping');
  await vi.advanceTimersByTimeAsync(60_000);
  work.resolve();
  await running;
  expect(shown(said()).slice(-2)).toEqual(['Stopping', '']);
});
