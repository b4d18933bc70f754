import { expect, test } from 'vitest';
import { AppError, describeError } from './app-error.ts';

test('an error keeps its cause apart from its public message', () => {
  const cause = new Error('password=hunter2');
  const error = new AppError<'unreachable'>('unreachable', 'The API server did not answer.', { retryable: true, cause });
  expect(error).toMatchObject({ code: 'unreachable', retryable: true, cause });
  expect(describeError(error)).toBe('The API server did not answer.');
});

test.each([
  [new Error('first\nsecond'), 'first'],
  [new TypeError(''), 'TypeError'],
  ['text', 'text'],
  [{ message: 'said by a library', queue: 'q' }, 'said by a library'],
  [undefined, 'undefined'],
])('describes %j in one line', (thrown, text) => {
  expect(describeError(thrown)).toBe(text);
});
