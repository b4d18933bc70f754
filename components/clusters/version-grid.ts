import { compareKubernetesVersions, parseKubernetesVersion } from '#lib/kernel/kubernetes-version.ts';

type Cell = { environment: string; version: string | null; minor: string | null; clusters: number; unknown: number };

/** Rows are environments, columns versions new to old, grouped by minor; a null minor or version is unknown and comes last. */
export type VersionGrid = {
  minors: { minor: string | null; versions: (string | null)[] }[];
  environments: { environment: string; total: number; cells: Map<string | null, { clusters: number; unknown: number }> }[];
  most: number;
};

/** Lays the cells of `/versions` out as a grid. Environments come with the most clusters first. */
export function versionGrid(cells: readonly Cell[]): VersionGrid {
  const environments = new Map<string, VersionGrid['environments'][number]>();
  const versions = new Set<string | null>();
  for (const { environment, version, clusters, unknown } of cells) {
    versions.add(version);
    const row = environments.get(environment) ?? { environment, total: 0, cells: new Map() };
    row.total += clusters;
    row.cells.set(version, { clusters, unknown });
    environments.set(environment, row);
  }
  const ordered = [...versions].toSorted((a, b) => (a === null ? 1 : b === null ? -1 : compareKubernetesVersions(b, a)));
  const minors: VersionGrid['minors'] = [];
  for (const version of ordered) {
    const minor = parseKubernetesVersion(version)?.minorName ?? null;
    const last = minors.at(-1);
    if (last && last.minor === minor) last.versions.push(version);
    else minors.push({ minor, versions: [version] });
  }
  return {
    minors,
    environments: [...environments.values()].toSorted((a, b) => b.total - a.total || a.environment.localeCompare(b.environment)),
    most: Math.max(1, ...cells.map((cell) => cell.clusters)),
  };
}
