import { type Environment, environments, type NodeImage, nodeImages, type Region, regions, type Service, services, type Team, teams } from './catalog.ts';
import { createRandom, type Random } from './random.ts';

/** How large the fleet is: a named size, or numbers for benchmarks. */
export type FleetSize = 'small' | 'default' | { clusters: number; nodes: number };

export type WorkerGroupPlan = { name: string; replicas: number; maxSurge: number | string; maxUnavailable: number; pool: boolean };

/** What one cluster of the fleet is to be; everything else follows from it and the seed. */
export type ClusterPlan = {
  name: string;
  namespace: string;
  region: Region;
  environment: Environment;
  team: Team | null;
  controlPlaneVersion: string;
  workerVersion: string;
  controlPlaneReplicas: number;
  workers: WorkerGroupPlan[];
  /** Made from a ClusterClass. */
  topology: boolean;
  healthChecks: boolean;
  paused: boolean;
  unreachable: boolean;
  stuck: boolean;
  /** Age of the oldest machine, in days. */
  oldestDays: number;
  image: NodeImage;
  services: readonly Service[];
  /** At most one pod for each node, for benchmarks. */
  light: boolean;
  /** False for a cluster that was not made by Cluster API. */
  clusterApi: boolean;
};

type Row = [team: Team, environment: Environment, region: string, index: number];

/** The clusters of a fleet of that size, the same for the same seed. The last is the one without Cluster API. */
export function planFleet(size: FleetSize, seed: number): ClusterPlan[] {
  const rows = typeof size === 'object' ? countedRows(size.clusters) : size === 'small' ? smallRows : defaultRows();
  const plans = rows.map((row) => planCluster(row, createRandom(`${seed}/plan/${row.join('-')}`)));
  if (typeof size === 'object') return plans.map((plan, index) => withNodes(plan, size, index));
  // One of each trouble that Tarmac has to show, where people will look for it.
  mark(plans, 'orders-prod-us', { stuck: true, topology: true, unreachable: false });
  mark(plans, 'identity-prod-us', { paused: true, topology: true });
  mark(plans, 'edge-eu-03', { unreachable: true });
  const direct = planCluster(['data', 'prod', 'eu', 9], createRandom(`${seed}/plan/direct`));
  return [...plans, { ...direct, name: 'reporting-legacy', clusterApi: false, topology: false, controlPlaneVersion: 'v1.33.13', workerVersion: 'v1.33.13' }];
}

function planCluster([team, environment, regionName, index]: Row, random: Random): ClusterPlan {
  const region = regions.find(({ short }) => short === regionName)!;
  const edge = environment === 'edge';
  const name = edge ? `edge-${region.short}-${String(index).padStart(2, '0')}` : `${team}-${environment}-${region.short}${index > 0 ? `-${index}` : ''}`;
  const controlPlaneVersion = random.pick(versionsFor[environment]);
  const skewed = random.next() < 0.2 && previous[controlPlaneVersion] !== undefined;
  const production = environment === 'prod';
  const groupCount = edge ? 1 : production ? 2 : random.integer(1, 2);
  const pooled = team === 'data' && environment === 'staging';
  const workers = Array.from({ length: groupCount }, (_, group): WorkerGroupPlan => {
    const replicas = edge ? random.integer(2, 3) : production ? random.integer(6, 8) : environment === 'staging' ? random.integer(3, 5) : random.integer(3, 4);
    const pool = pooled && group === groupCount - 1;
    return { name: pool ? 'pool-0' : `md-${group}`, replicas, maxSurge: production && group === 1 ? '25%' : 1, maxUnavailable: 0, pool };
  });
  const own = services.filter((service) => service.team === team);
  const platform = team === 'core' ? [] : services.filter((service) => service.team === 'core' && service.name !== 'search');
  return {
    name,
    namespace: `team-${team}`,
    region,
    environment,
    team: random.next() < 0.06 && !production ? null : team,
    controlPlaneVersion,
    workerVersion: skewed ? previous[controlPlaneVersion]! : controlPlaneVersion,
    controlPlaneReplicas: edge || environment === 'dev' ? 1 : 3,
    workers,
    topology: team !== 'data',
    healthChecks: !edge || random.next() < 0.5,
    paused: false,
    unreachable: false,
    stuck: false,
    oldestDays: random.integer(2, 75),
    image: random.pick(nodeImages),
    // Each edge cluster runs a part of its team's services; four of them run all.
    services: edge ? [...own, ...own].slice(((index - 1) * 3) % own.length).slice(0, random.integer(4, 6)) : [...own, ...platform.slice(0, random.integer(2, 5))],
    light: false,
    clusterApi: true,
  };
}

/** What each environment runs: newest first in dev, oldest at the edge. */
const versionsFor: Record<Environment, readonly string[]> = {
  dev: ['v1.37.1', 'v1.37.1', 'v1.36.4'],
  staging: ['v1.36.4', 'v1.36.4', 'v1.37.1', 'v1.35.9'],
  prod: ['v1.36.4', 'v1.36.2', 'v1.35.9', 'v1.35.6', 'v1.34.11'],
  edge: ['v1.34.11', 'v1.34.8', 'v1.33.13', 'v1.35.9'],
};
const previous: Record<string, string> = { 'v1.37.1': 'v1.36.4', 'v1.36.4': 'v1.35.9', 'v1.36.2': 'v1.35.6', 'v1.35.9': 'v1.34.11' };

function defaultRows(): Row[] {
  const rows: Row[] = [];
  const business: Team[] = ['payments', 'orders', 'core', 'data', 'identity'];
  for (const team of business) {
    for (const { short } of regions) {
      if (team !== 'data' || short !== 'ap') rows.push([team, 'prod', short, 0]);
      if (short === 'eu' || (short === 'us' && team !== 'identity')) rows.push([team, 'staging', short, 0]);
    }
    rows.push([team, 'dev', 'eu', 0]);
  }
  for (const { short } of regions) for (let index = 1; index <= 4; index += 1) rows.push(['edge', 'edge', short, index]);
  return rows;
}

const smallRows: Row[] = [
  ['payments', 'prod', 'eu', 0],
  ['orders', 'prod', 'us', 0],
  ['identity', 'prod', 'us', 0],
  ['core', 'staging', 'ap', 0],
  ['payments', 'dev', 'eu', 0],
  ['edge', 'edge', 'eu', 3],
];

function countedRows(count: number): Row[] {
  return Array.from({ length: count }, (_, index): Row => {
    const environment = environments[index % 4]!;
    const team = environment === 'edge' ? 'edge' : teams.filter((name) => name !== 'edge')[Math.floor(index / 4) % 5]!;
    return [team, environment, regions[index % 3]!.short, index + 1];
  });
}

/** A benchmark's cluster: its share of the nodes, one group of workers, few pods. */
function withNodes(plan: ClusterPlan, { clusters, nodes }: { clusters: number; nodes: number }, index: number): ClusterPlan {
  const share = Math.floor(nodes / clusters) + (index < nodes % clusters ? 1 : 0);
  const controlPlaneReplicas = share > 6 ? 3 : 1;
  const workers = [{ name: 'md-0', replicas: Math.max(0, share - controlPlaneReplicas), maxSurge: 1, maxUnavailable: 0, pool: false }];
  return { ...plan, controlPlaneReplicas, workers, services: plan.services.slice(0, 4), light: true, topology: true };
}

function mark(plans: ClusterPlan[], name: string, change: Partial<ClusterPlan>): void {
  const plan = plans.find((candidate) => candidate.name === name);
  if (plan) Object.assign(plan, change);
}
