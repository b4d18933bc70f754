import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openSealed, seal } from './sealed.ts';

const key = randomBytes(32);

describe('a sealed value', () => {
  test('opens with its key and its row to what it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (text, row) => {
        expect(openSealed([randomBytes(32), key], seal(key, text, row), row)).toBe(text);
      }),
    );
  });

  test('is never the same twice and does not contain the text', () => {
    const one = Buffer.from(seal(key, 'apiVersion: v1', 'row'));
    expect(one.equals(Buffer.from(seal(key, 'apiVersion: v1', 'row')))).toBe(false);
    expect(one.includes('apiVersion')).toBe(false);
  });

  test('does not open for another row', () => {
    expect(() => openSealed([key], seal(key, 'text', 'row 1'), 'row 2')).toThrow(expect.objectContaining({ code: 'sealed-damaged' }));
  });

  test('says that it was sealed with another key', () => {
    expect(() => openSealed([randomBytes(32)], seal(key, 'text', 'row'), 'row')).toThrow(expect.objectContaining({ code: 'sealed-with-another-key' }));
  });

  test('does not open when any bit of it changed', () => {
    const sealed = seal(key, 'text', 'row');
    fc.assert(
      fc.property(fc.nat(sealed.length * 8 - 1), (bit) => {
        const changed = Uint8Array.from(sealed);
        changed[bit >> 3]! ^= 1 << (bit & 7);
        expect(() => openSealed([key], changed, 'row')).toThrow();
      }),
    );
    expect(() => openSealed([key], sealed.subarray(0, 20), 'row')).toThrow(expect.objectContaining({ code: 'sealed-damaged' }));
  });
});
