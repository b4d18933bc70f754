import type { ApplyFigures } from './measure-apply.ts';
import type { Latency } from './measure-api.ts';
import type { BrowserFigures } from './measure-browser.ts';
import type { Direct } from './measure-direct.ts';
import type { FirstSync } from './measure-first-sync.ts';
import type { Live } from './measure-live.ts';
import type { ProcessFigures } from './process-figures.ts';

/** Everything that one run measured. */
export type Figures = {
  date: string;
  size: string;
  clients: number;
  cores: number;
  memoryBytes: number;
  /** The load average before each measurement. */
  loads: number[];
  /** What `measureCore` gave before each measurement. */
  coreSpeeds: number[];
  apply: ApplyFigures;
  sync: Omit<FirstSync, 'worker'>;
  live: Live;
  api: { page: Latency; filtered: Latency; facets: Latency };
  memory: { workerAfterSync: ProcessFigures; worker: ProcessFigures; web: ProcessFigures };
  direct: { fleet: Direct; clusters: Direct; machines: Direct };
  browser: BrowserFigures;
};

type Row = [what: string, target: string, tarmac: string, without: string, ratio: string];

const begin = '<!-- figures: begin -->';
const end = '<!-- figures: end -->';

/** The text with new figures between its markers. Throws when they are not there. */
export function replaceFigures(text: string, tables: string): string {
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`README.md has lost its markers ${begin} and ${end}.`);
  return `${text.slice(0, from + begin.length)}\n${tables}\n${text.slice(to)}`;
}

/** The figures as Markdown. */
export function toTables(figures: Figures): string {
  const { date, size, cores, memoryBytes, loads, coreSpeeds } = figures;
  const [clusters, nodes] = size.split('x').map(Number);
  return [
    `Measured ${date} on a machine of ${cores} cores and ${gibibytes(memoryBytes)}, with ${whole(clusters!)} clusters and ${whole(nodes!)} nodes. Load average before each step: ${loads.map((load) => load.toFixed(1)).join(', ')}. A core wrote, hashed and read ${coreSpeeds.map((speed) => speed.toFixed(0)).join(', ')} MB of JSON a second.`,
    toTable(['What', 'Target', 'Tarmac', 'Without Tarmac', 'Ratio'], toRows(figures)),
    toTable(
      ['Page', 'Scripts, gzip (target 250 KB)', 'LCP median of 5', 'LCP largest'],
      figures.browser.pages.map(({ path, scriptBytes, scripts, lcpMs, lcpMaxMs }) => [`\`${path}\``, `${(scriptBytes / 1000).toFixed(0)} KB in ${scripts}`, ms(lcpMs), ms(lcpMaxMs)]),
    ),
  ].join('\n\n');
}

function toRows({ apply, sync, live, api, memory, direct, browser, clients }: Figures): Row[] {
  const workSeconds = (sync.workerCpuMs + sync.postgresCpuMs) / 1000;
  return [
    ['First complete sync', '≤ 60 s', `${seconds(sync.completeMs)} for ${whole(sync.rows)} objects in ${whole(sync.scopes)} lists (every Machine after ${seconds(sync.machinesMs)}, every Node after ${seconds(sync.nodesMs)})`, `${seconds(direct.fleet.p50Ms)} to list the same once and keep nothing (${whole(direct.fleet.objects)} objects, ${megabytes(direct.fleet.bytes)})`, times(sync.completeMs, direct.fleet.p50Ms)],
    ['… processor time', '', `${workSeconds.toFixed(0)} s (worker ${seconds(sync.workerCpuMs)}, Postgres ${seconds(sync.postgresCpuMs)}); the API servers ${seconds(sync.demoCpuMs)} more`, '', ''],
    ['Bulk apply, new rows', '≥ 20,000 rows/s', `${whole(apply.insertPerSecond)} rows/s of ${whole(apply.rows)} machines; processor time ${whole(apply.insertCost.engineMicros)} µs a row in the engine, ${whole(apply.insertCost.postgresMicros)} µs in Postgres`, `${whole(apply.prismaCreatePerSecond)} rows/s, Prisma createMany`, times(apply.insertPerSecond, apply.prismaCreatePerSecond)],
    ['Bulk apply, every row changed, each change told', '', `${whole(apply.updatePerSecond)} rows/s`, `${whole(apply.prismaUpsertPerSecond)} rows/s, Prisma upsert (${whole(apply.prismaUpserts)} rows)`, times(apply.updatePerSecond, apply.prismaUpsertPerSecond)],
    ['Unchanged resync', '0 tuples', `${whole(apply.unchangedTuples)} tuples written, ${whole(apply.unchangedPerSecond)} rows/s compared`, '', ''],
    [`First clusters page, p99 at ${clients} clients`, '≤ 50 ms', describe(api.page), `${ms(direct.clusters.p50Ms)} to list Clusters, one client, without nodes and versions`, times(direct.clusters.p50Ms, api.page.p50Ms)],
    [`Filtered and sorted page, p99 at ${clients} clients`, '', describe(api.filtered), '', ''],
    [`Facets with exact counts, p99 at ${clients} clients`, '≤ 100 ms', describe(api.facets), `${ms(direct.machines.p50Ms)} to list Clusters and Machines, one client`, times(direct.machines.p50Ms, api.facets.p50Ms)],
    ['A change shows: event stream, then GET', '≤ 1 s at p99', `p99 ${ms(live.p99Ms)}, p50 ${ms(live.p50Ms)}, largest ${ms(live.maxMs)} (${live.samples} samples, ${live.missed} missed)`, `a bare watch on one cluster tells it at p99 ${ms(live.watchP99Ms)}, p50 ${ms(live.watchP50Ms)}`, times(live.p50Ms, live.watchP50Ms)],
    ['A change shows: open page in Chromium', '≤ 1 s', `p50 ${ms(browser.liveP50Ms)}, largest ${ms(browser.liveMaxMs)} (${browser.liveSamples} samples)`, '', ''],
    ['Memory of the worker (VmRSS, at most VmHWM)', '≤ 600 MB', `${megabytes(memory.workerAfterSync.rssBytes)} after the sync, ${megabytes(memory.worker.rssBytes)} at the end, at most ${megabytes(memory.worker.peakBytes)}`, '', ''],
    ['Memory of the web server (VmRSS, at most VmHWM)', '≤ 400 MB', `${megabytes(memory.web.rssBytes)} after the load, at most ${megabytes(memory.web.peakBytes)}`, '', ''],
  ];
}

function describe({ p50Ms, p99Ms, maxMs, perSecond, bytes, webCpuMs, postgresCpuMs }: Latency): string {
  return `p99 ${ms(p99Ms)}, p50 ${ms(p50Ms)}, largest ${ms(maxMs)}; ${whole(perSecond)} requests/s of ${(bytes / 1000).toFixed(0)} KB; processor time ${webCpuMs.toFixed(1)} ms web, ${postgresCpuMs.toFixed(1)} ms Postgres`;
}

function toTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

const whole = (value: number): string => Math.round(value).toLocaleString('en-US');
const ms = (value: number): string => `${value < 10 ? value.toFixed(1) : value.toFixed(0)} ms`;
const seconds = (value: number): string => `${(value / 1000).toFixed(1)} s`;
const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;
const gibibytes = (bytes: number): string => `${Math.round(bytes / 2 ** 30)} GiB of memory`;
const times = (more: number, less: number): string => `${(more / less).toFixed(1)} ×`;
