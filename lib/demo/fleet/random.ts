import { createHash } from 'node:crypto';

/** Random numbers that depend on nothing but the seed. */
export type Random = {
  /** In [0, 1). */
  next: () => number;
  /** An integer from `least` to `most`, both included. */
  integer: (least: number, most: number) => number;
  pick: <T>(items: readonly T[]) => T;
  /** Lower-case letters and digits as Kubernetes uses them for generated names. */
  suffix: (length: number) => string;
  hex: (length: number) => string;
  uuid: () => string;
};

/** Kubernetes' own alphabet for generated names (apimachinery util/rand): no vowels, no 0, 1, 3. */
const nameLetters = 'bcdfghjklmnpqrstvwxz2456789';

/** A generator (sfc32) that is seeded by any text. */
export function createRandom(seed: string): Random {
  const digest = createHash('sha256').update(seed).digest();
  let [a, b, c, counter] = [digest.readInt32LE(0), digest.readInt32LE(4), digest.readInt32LE(8), digest.readInt32LE(12)];
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  };
  for (let round = 0; round < 12; round += 1) next();
  return fromNumbers(next);
}

/** The same on top of numbers in [0, 1) from elsewhere, e.g. `Math.random` for what happens while the demo runs. */
export function fromNumbers(next: () => number): Random {
  const letters = (alphabet: string, length: number): string => {
    let text = '';
    for (let index = 0; index < length; index += 1) text += alphabet[Math.floor(next() * alphabet.length)]!;
    return text;
  };
  const hex = (length: number) => letters('0123456789abcdef', length);
  return {
    next,
    integer: (least, most) => least + Math.floor(next() * (most - least + 1)),
    pick: (items) => items[Math.floor(next() * items.length)]!,
    suffix: (length) => letters(nameLetters, length),
    hex,
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-${letters('89ab', 1)}${hex(3)}-${hex(12)}`,
  };
}
