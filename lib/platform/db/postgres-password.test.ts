import { describe, expect, test } from 'vitest';
import { makePassword, toScramVerifier } from './postgres-password.ts';

describe('toScramVerifier', () => {
  test('gives what RFC 7677 section 3 computes for its example', () => {
    const salt = Buffer.from('W22ZaJ0SNY7soEsUEjb6gQ==', 'base64');
    expect(toScramVerifier('pencil', salt, 4096)).toBe(
      'SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=',
    );
  });

  test('never gives the same twice', () => {
    expect(toScramVerifier('pencil')).not.toBe(toScramVerifier('pencil'));
    expect(makePassword()).not.toBe(makePassword());
  });
});
