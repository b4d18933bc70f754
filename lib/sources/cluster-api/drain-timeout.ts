const unitSeconds: Record<string, number> = { h: 3600, m: 60, s: 1, ms: 0.001, us: 1e-6, 'µs': 1e-6, ns: 1e-9 };

/** A Go duration such as `1h30m0s` (v1beta1's `nodeDrainTimeout`) in whole seconds; null for none or what cannot be read. */
export function drainTimeoutSeconds(duration: string | null): number | null {
  if (!duration) return null;
  if (duration === '0') return 0;
  const parts = [...duration.matchAll(/(\d+(?:\.\d+)?)(ms|us|µs|ns|h|m|s)/g)];
  if (parts.length === 0 || parts.map(([whole]) => whole).join('') !== duration) return null;
  return Math.round(parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * unitSeconds[unit!]!, 0));
}
