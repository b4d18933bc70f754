import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { redact, redactText } from './redact.ts';

describe('redact', () => {
  test('never throws and always gives what JSON can write, whatever it is given', () => {
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withDate: true, withMap: true, withTypedArray: true }), (value) => {
        expect(() => JSON.stringify(redact(value))).not.toThrow();
      }),
    );
  });

  test.each<[string, unknown]>([
    ['a key that cannot be a text', new Map([[{ toString: 0 }, 'b']])],
    ['an error whose words are no text', Object.assign(new Error('a'), { name: 1, message: { b: 1 }, stack: 2 })],
    ['a function where JSON looks for one', { toJSON: () => { throw new Error('b'); } }],
    ['a field that cannot be read', Object.defineProperty({}, 'a', { enumerable: true, get: () => { throw new Error('b'); } })],
  ])('writes %s', (_what, value) => {
    expect(JSON.stringify(redact({ value, kept: 'kept' }))).toContain('kept');
  });

  test('leaves methods out, as JSON does', () => {
    expect(JSON.stringify(redact({ kept: 'kept', method: () => 'a' }))).toBe('{"kept":"kept"}');
  });

  test('stops at circles and at great depth', () => {
    const circle: Record<string, unknown> = { name: 'a' };
    circle.self = circle;
    expect(JSON.stringify(redact(circle))).toContain('[deeper]');
  });

  test('replaces a value under a secret name however it is spelled', () => {
    const names = ['password', 'Authorization', 'client_secret', 'clientSecret', 'x-api-key', 'privateKey', 'TARMAC_TOKEN', 'kubeconfig', 'session'];
    expect(redact(Object.fromEntries(names.map((name) => [name, 'value-to-hide'])))).toEqual(Object.fromEntries(names.map((name) => [name, '[redacted]'])));
  });
});

describe('redactText', () => {
  test('takes no longer for a text that seems to be tokens all through, and cuts what is very long', () => {
    // By the square of its length this would take minutes.
    const hostile = '-eyJ'.repeat(250_000);
    expect(redactText(hostile)).toBe(`${hostile.slice(0, 16_384)}… [983616 more characters]`);
    expect(redactText(`a=eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln ${'x'.repeat(20_000)}`)).toMatch(/^a=\[redacted\] x+… \[\d+ more characters\]$/);
  });

  test('takes a private key out whole, also when it is cut off', () => {
    expect(redactText('before -----BEGIN RSA PRIVATE KEY-----\nMIIabc\n-----END RSA PRIVATE KEY----- after')).toBe('before [redacted] after');
    expect(redactText('-----BEGIN PRIVATE KEY-----\nMIIabc')).toBe('[redacted]');
  });

  test('takes tokens out that can be told by their form', () => {
    expect(redactText('got tarmac_abcdefghijklmnop1234 and eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln')).toBe('got [redacted] and [redacted]');
  });
});
