/** What the demo fleet is made of: names that are plausible, and none that belongs to anybody. */
export const teams = ['payments', 'orders', 'core', 'data', 'edge', 'identity'] as const;
export type Team = (typeof teams)[number];
export const environments = ['dev', 'staging', 'prod', 'edge'] as const;
export type Environment = (typeof environments)[number];

export type Region = {
  short: string;
  name: string;
  zones: readonly string[];
  /** Infrastructure provider of Cluster API: the prefix of its kinds. */
  provider: string;
  clusterApiVersion: 'v1beta2' | 'v1beta1';
};
export const regions: readonly Region[] = [
  { short: 'eu', name: 'eu-west', zones: ['eu-west-a', 'eu-west-b', 'eu-west-c'], provider: 'OpenStack', clusterApiVersion: 'v1beta2' },
  { short: 'us', name: 'us-east', zones: ['us-east-a', 'us-east-b', 'us-east-c'], provider: 'AWS', clusterApiVersion: 'v1beta2' },
  { short: 'ap', name: 'ap-south', zones: ['ap-south-a', 'ap-south-b'], provider: 'VSphere', clusterApiVersion: 'v1beta1' },
];

export type NodeImage = { osImage: string; kernelVersion: string; containerRuntimeVersion: string };
export const nodeImages: readonly NodeImage[] = [
  { osImage: 'Ubuntu 24.04.3 LTS', kernelVersion: '6.8.0-85-generic', containerRuntimeVersion: 'containerd://2.1.4' },
  { osImage: 'Ubuntu 22.04.5 LTS', kernelVersion: '5.15.0-157-generic', containerRuntimeVersion: 'containerd://1.7.28' },
  { osImage: 'Flatcar Container Linux by Kinvolk 4230.2.3 (Oklo)', kernelVersion: '6.6.106-flatcar', containerRuntimeVersion: 'containerd://2.0.5' },
];

type ServiceKind = 'Deployment' | 'StatefulSet';
export type Service = { name: string; team: Team; kind: ServiceKind; replicas: number };

const names: Record<Team, string> = {
  payments: 'ledger payment-gateway settlement fraud-scoring refunds invoicing card-vault payouts reconciliation tax',
  orders: 'checkout cart catalog inventory pricing promotions fulfilment shipping-quotes returns order-history',
  core: 'api-gateway notifications feature-flags audit-trail search media-store scheduler webhooks config-service email',
  data: 'event-ingest stream-processor feature-store report-builder metrics-rollup data-catalog lake-writer query-router model-serving export',
  edge: 'store-sync price-display kiosk-api sensor-hub local-cache print-queue device-registry telemetry-relay video-index door-control',
  identity: 'login sessions directory token-service consent profile mfa risk-engine account-recovery scim-bridge',
};
const stateful = new Set(['ledger', 'card-vault', 'inventory', 'search', 'media-store', 'event-ingest', 'lake-writer', 'local-cache', 'sessions', 'directory']);

/** The sixty services, ten to a team. */
export const services: readonly Service[] = teams.flatMap((team) =>
  names[team].split(' ').map((name, index): Service => {
    return { name, team, kind: stateful.has(name) ? 'StatefulSet' : 'Deployment', replicas: [3, 4, 2, 3, 2][index % 5]! };
  }),
);

/** Budgets, as `cluster/service`, that never let a pod go: as many pods must stay as there are. */
export const neverDisrupted: ReadonlySet<string> = new Set([
  'payments-prod-ap/card-vault',
  'identity-prod-eu/directory',
  'data-prod-us/lake-writer',
]);
