/** One line of a gauge or counter: its labels and its value; null has no line. */
export type Sample = { labels: Record<string, string>; value: number | null };

/** A metric with the text that explains it and all its lines. */
export type MetricFamily = { name: string; help: string; type: 'gauge' | 'counter'; samples: readonly Sample[] };

/**
 * Metrics that were read just now, in the Prometheus text format 0.0.4. Gauges of prom-client keep series of things
 * that are gone; these never do.
 */
export function formatFamilies(families: readonly MetricFamily[]): string {
  return families.map(({ name, help, type, samples }) =>
    [`# HELP ${name} ${help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}`, `# TYPE ${name} ${type}`, ...samples.filter(({ value }) => value !== null).map(({ labels, value }) => `${name}${formatLabels(labels)} ${value}`), ''].join('\n'),
  ).join('\n');
}

function formatLabels(labels: Record<string, string>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`);
  return pairs.length ? `{${pairs.join(',')}}` : '';
}
