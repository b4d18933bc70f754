import type { SourceScope } from '#lib/api/contract/sources.ts';

/** Listings of one place that fail for one reason; `lastAt` is when the newest of them did. */
export type ErrorGroup = { error: string; cluster: string | null; clusterId: string | null; kinds: string[]; lastAt: string | null };

/** Folds what fails by place and reason, so that each reason is told once: the source's own first, then the newest. */
export function errorGroups(scopes: readonly SourceScope[]): ErrorGroup[] {
  const failing = scopes.filter((scope) => scope.error !== null && scope.state !== 'current');
  return [...Map.groupBy(failing, ({ clusterId, error }) => `${clusterId} ${error}`).values()]
    .map((members): ErrorGroup => ({
      error: members[0]?.error ?? '',
      cluster: members[0]?.cluster ?? null,
      clusterId: members[0]?.clusterId ?? null,
      kinds: members.map(({ kind }) => kind).toSorted(),
      lastAt: members.map(({ lastErrorAt }) => lastErrorAt).filter((at) => at !== null).toSorted().at(-1) ?? null,
    }))
    .toSorted((a, b) => Number(a.clusterId !== null) - Number(b.clusterId !== null) || (b.lastAt ?? '').localeCompare(a.lastAt ?? ''));
}
