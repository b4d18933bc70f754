/** A parsed Kubernetes version; `minorName` is `1.36`, the key of support calendars. */
export type KubernetesVersion = { major: number; minor: number; patch: number; minorName: string };

const pattern = /^v?(\d{1,3})\.(\d{1,4})\.(\d{1,5})(?:[-+][0-9A-Za-z.+-]{1,100})?$/;

/** Reads `v1.36.4`, `1.36.4` or `v1.36.4+vendor.1`; null for anything else, which is unknown. */
export function parseKubernetesVersion(text: string | null | undefined): KubernetesVersion | null {
  const match = text ? pattern.exec(text) : null;
  if (!match) return null;
  const [major, minor, patch] = [Number(match[1]), Number(match[2]), Number(match[3])];
  return { major, minor, patch, minorName: `${major}.${minor}` };
}

/** Orders versions old to new; versions that cannot be read come first, by text. */
export function compareKubernetesVersions(a: string, b: string): number {
  const [left, right] = [parseKubernetesVersion(a), parseKubernetesVersion(b)];
  if (!left || !right) return left ? 1 : right ? -1 : a < b ? -1 : a > b ? 1 : 0;
  return left.major - right.major || left.minor - right.minor || left.patch - right.patch;
}

/** How many minors `older` lies behind `newer` (negative when it is ahead); null across majors or when unknown. */
export function minorsBehind(older: string, newer: string): number | null {
  const [left, right] = [parseKubernetesVersion(older), parseKubernetesVersion(newer)];
  return left && right && left.major === right.major ? right.minor - left.minor : null;
}
