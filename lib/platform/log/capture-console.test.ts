import { beforeEach, expect, test } from 'vitest';
import { captureConsole } from './capture-console.ts';
import { createLogger } from './logger.ts';

let lines: Record<string, unknown>[];
let captured: Pick<Console, 'error' | 'warn'>;

beforeEach(() => {
  lines = [];
  captured = { error: () => undefined, warn: () => undefined };
  captureConsole(createLogger({ name: 'web', level: 'info', format: 'json', destination: { write: (line: string) => void lines.push(JSON.parse(line)) } }), captured);
});

test('a page that failed is one line, by the name that the page shows, without its secrets', () => {
  const error = Object.assign(new Error('no answer from postgresql://kim:hidden@db/tarmac\nsecond line'), { digest: '449316807' });
  captured.error(' ⨯', error);
  expect(lines).toEqual([expect.objectContaining({ level: 'error', requestId: '449316807', message: 'no answer from postgresql://kim:[redacted]@db/tarmac', error: expect.objectContaining({ type: 'Error' }) })]);
  expect(JSON.stringify(lines)).not.toContain('hidden');
});

test('other words are one line too', () => {
  captured.warn('the image', { width: 3 }, 'is odd');
  captured.error('it failed:', new Error('because'));
  captured.error();
  expect(lines.map(({ level, message }) => [level, message])).toEqual([['warn', 'the image { width: 3 } is odd'], ['error', 'it failed:'], ['error', '']]);
});

test('a database that is away does not fill the log', () => {
  for (let page = 0; page < 5; page += 1) captured.error(' ⨯', Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:5432'), { code: 'ECONNREFUSED' }));
  expect(lines).toHaveLength(1);
});
