import { expect, test } from 'vitest';
import { observedId } from './observed-id.ts';

test('an id is a stable version 8 UUID of source and uid', () => {
  const id = observedId('source-a', 'uid-1');
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(observedId('source-a', 'uid-1')).toBe(id);
});

test('the boundary between source and uid is part of the id', () => {
  expect(observedId('ab', 'c')).not.toBe(observedId('a', 'bc'));
});
