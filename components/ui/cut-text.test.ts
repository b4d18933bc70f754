import { describe, expect, test } from 'vitest';
import { tipText } from './cut-text.ts';

describe('a tip', () => {
  test('says its own words where nothing is cut off', () => {
    expect(tipText('node kind-1', undefined)).toBe('node kind-1');
  });
  test('says the whole text first where that is cut off, then its own words', () => {
    expect(tipText('node kind-1', 'a-very-long-machine')).toBe('a-very-long-machine\nnode kind-1');
  });
  test('says nothing twice', () => {
    expect(tipText('refused by the server', 'refused')).toBe('refused by the server');
    expect(tipText('refused', 'refused (4 min ago)')).toBe('refused (4 min ago)');
    expect(tipText('', 'only the text')).toBe('only the text');
  });
});
