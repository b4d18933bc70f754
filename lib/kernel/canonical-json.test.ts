import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson, contentHash } from './canonical-json.ts';

test('key order does not matter, at any depth', () => {
  expect(canonicalJson({ b: [{ d: 1, c: 2 }], a: null })).toBe('{"a":null,"b":[{"c":2,"d":1}]}');
});

test('array order and values do matter', () => {
  expect(contentHash([1, 2])).not.toBe(contentHash([2, 1]));
  expect(contentHash({ a: '1' })).not.toBe(contentHash({ a: 1 }));
});

test('reading the text back gives the same value and the same hash', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = canonicalJson(value);
      expect(canonicalJson(JSON.parse(text))).toBe(text);
    }),
  );
});
