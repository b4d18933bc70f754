import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareKubernetesVersions, minorsBehind, parseKubernetesVersion } from './kubernetes-version.ts';

describe('parseKubernetesVersion', () => {
  test.each(['v1.36.4', '1.36.4', 'v1.36.4+vendor.1', 'v1.36.4-rc.1'])('reads %s', (text) => {
    expect(parseKubernetesVersion(text)).toEqual({ major: 1, minor: 36, patch: 4, minorName: '1.36' });
  });

  test.each(['', 'latest', 'v1.36', '1.36.4 ', 'v1.36.4+', '1.36.4.5', null, undefined])('calls %j unknown', (text) => {
    expect(parseKubernetesVersion(text)).toBeNull();
  });

  test('never throws and agrees with itself on any version that it reads', () => {
    fc.assert(
      fc.property(fc.nat(999), fc.nat(9999), fc.nat(99999), (major, minor, patch) => {
        expect(parseKubernetesVersion(`v${major}.${minor}.${patch}`)).toEqual({ major, minor, patch, minorName: `${major}.${minor}` });
      }),
    );
    fc.assert(fc.property(fc.string(), (text) => parseKubernetesVersion(text) === null || /\d/.test(text)));
  });
});

test('versions order by number, not by text, and unreadable ones come first', () => {
  const versions = ['v1.9.3', 'v1.36.4', 'nonsense', 'v1.36.10', 'v1.10.0'];
  expect(versions.toSorted(compareKubernetesVersions)).toEqual(['nonsense', 'v1.9.3', 'v1.10.0', 'v1.36.4', 'v1.36.10']);
});

test('minorsBehind counts minors and knows nothing across majors or of unreadable versions', () => {
  expect(minorsBehind('v1.33.1', 'v1.36.4')).toBe(3);
  expect(minorsBehind('v1.37.0', 'v1.36.4')).toBe(-1);
  expect(minorsBehind('v1.33.1', 'v2.0.0')).toBeNull();
  expect(minorsBehind('?', 'v1.36.4')).toBeNull();
});
