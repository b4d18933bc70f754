import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalQuery } from './canonical-query.ts';

describe('a canonical query', () => {
  test('has names and values in order, no doubles and nothing empty', () => {
    expect(canonicalQuery({ team: ['shop', 'core', 'shop'], q: 'a b', environment: [], sort: '', region: undefined, age: null })).toBe('q=a+b&team=core,shop');
  });

  test('is empty for nothing', () => {
    expect(canonicalQuery({})).toBe('');
  });

  test('reads back as what it was made of, whatever the characters', () => {
    fc.assert(fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), fc.uniqueArray(fc.string({ minLength: 1, unit: 'grapheme' }).filter((text) => !text.includes(',')), { minLength: 1 }), (q, team) => {
      const query = new URLSearchParams(canonicalQuery({ q, team }));
      expect(query.get('q')).toBe(q);
      expect(query.get('team')?.split(',')).toEqual(team.toSorted());
    }));
  });

  test('does not depend on the order that things were given in', () => {
    expect(canonicalQuery({ b: ['2', '1'], a: 'x' })).toBe(canonicalQuery({ a: 'x', b: ['1', '2'] }));
  });
});
