import { expect, test } from 'vitest';
import { kubeletWords } from './versions-words.ts';

const level = { controlPlaneVersion: 'v1.36.4', skewMinors: 0, nodeVersions: [{ version: 'v1.36.4', count: 3 }] };

test.each([
  [level, 'ok', 'level'],
  [{ ...level, controlPlaneVersion: 'v1.36.5' }, 'ok', 'v1.36.4'],
  [{ ...level, nodeVersions: [...level.nodeVersions, { version: 'v1.36.1', count: 1 }] }, 'ok', '2 versions'],
  [{ ...level, skewMinors: 1 }, 'ok', '1 minor behind'],
  [{ ...level, skewMinors: 4 }, 'attention', '4 minors behind'],
  [{ ...level, skewMinors: -2, nodeVersions: [{ version: 'v1.38.0', count: 3 }] }, 'attention', '2 minors ahead'],
  [{ ...level, nodeVersions: [...level.nodeVersions, { version: 'v1.37.0', count: 1 }] }, 'attention', '1 minor ahead'],
  [{ ...level, skewMinors: 1, nodeVersions: [{ version: 'v1.35.0', count: 1 }, { version: 'v1.38.0', count: 1 }] }, 'attention', '2 minors ahead'],
  [{ ...level, nodeVersions: [...level.nodeVersions, { version: 'main', count: 1 }] }, 'ok', '2 versions'],
  [{ ...level, skewMinors: null, controlPlaneVersion: null }, 'ok', 'v1.36.4'],
])('kubelets of %j are told as %s: %s', (cluster, tone, words) => {
  expect(kubeletWords(cluster)).toEqual({ tone, words });
});
