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
