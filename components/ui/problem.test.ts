import { expect, test } from 'vitest';
import { isGone, problemOf } from './problem.ts';

test('a problem document is told with its title, detail and request id', () => {
  const error = Object.assign(new Error('The plan is another now.'), { status: 409, data: { title: 'The plan changed', detail: 'The plan is another now.', code: 'plan-changed', requestId: 'r-1' } });
  expect(problemOf(error)).toEqual({ title: 'The plan changed', detail: 'The plan is another now.', status: 409, code: 'plan-changed', requestId: 'r-1', retryable: false, errors: [] });
});

test('no answer at all is Tarmac out of reach, and worth another try', () => {
  expect(problemOf(new TypeError('fetch failed'))).toMatchObject({ title: 'Tarmac could not be reached', retryable: true });
  expect(problemOf(null).retryable).toBe(true);
});

test('a session that has ended is told to a person, not to a program', () => {
  const error = { status: 401, data: { title: 'Not signed in', detail: 'Sign in, or send an API token in the header Authorization: Bearer.', code: 'not-signed-in' } };
  expect(problemOf(error)).toMatchObject({ title: 'You are signed out', detail: 'The session has ended: sign in to go on.', status: 401, retryable: false });
});

test('missing and forbidden are told alike', () => {
  expect(problemOf({ status: 403 }).title).toBe(problemOf({ status: 404 }).title);
  expect([403, 404, 401, 500].filter((status) => isGone({ status }))).toEqual([403, 404]);
  expect(isGone(null)).toBe(false);
});

test('what is wrong with which field is told by the field\'s name', () => {
  const errors = [{ pointer: '/name', detail: 'Lower-case letters' }, { pointer: '/body/strategy/concurrency', detail: 'Too small' }, { pointer: '', detail: 'Expected an object' }, 'nonsense', { pointer: '/x' }];
  expect(problemOf({ status: 400, data: { errors } }).errors).toEqual([
    { field: 'name', detail: 'Lower-case letters' }, { field: 'strategy.concurrency', detail: 'Too small' }, { field: '', detail: 'Expected an object' },
  ]);
  expect(problemOf({ status: 400, data: { errors: 'none' } }).errors).toEqual([]);
});
