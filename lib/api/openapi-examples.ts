const clusterId = '3f0d6f2e-7d1c-8a55-9b0f-6f1f0e7f2a10';
const campaignId = '9a4b7c7e-52c1-4f0b-8a51-2f7d8f8f3c21';
const planHash = 'b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9';

const cluster = {
  id: clusterId, name: 'prod-eu-7', namespace: 'fleet', source: 'mgmt-eu', managedBy: 'cluster-api',
  environment: 'prod', region: 'eu-west', team: 'payments', controlPlaneVersion: 'v1.36.4',
  nodeVersions: [{ version: 'v1.36.4', count: 9 }, { version: 'v1.35.9', count: 3 }], skewMinors: 1,
  support: { state: 'supported', endOfLife: '2027-06-28' }, nodes: { total: 12, ready: 12 },
  osImages: [{ osImage: 'Ubuntu 24.04.3 LTS', count: 12 }], oldestNodeCreatedAt: '2026-10-20T08:14:00.000Z', nodeAgeBudgetDays: 30,
  rollout: { state: 'steady', reason: null }, phase: 'Provisioned', worstCondition: null, freshness: { state: 'fresh', observedAt: '2026-11-23T18:14:09.120Z' },
  alsoSeenAs: [{ id: campaignId, name: 'payments-prod', source: 'payments-prod', managedBy: 'none' }],
};

const plan = { hash: planHash, targets: [{ clusterId, clusterName: 'prod-eu-7', version: 'v1.36.4', steps: [], blockers: [], expectedSeconds: 2700 }] };

/** Examples of answers and bodies by operation; each is checked against the contract. */
export const examples: Record<string, { success?: unknown; body?: unknown }> = {
  'clusters.list': { success: { items: [cluster], nextCursor: null, total: 1 } },
  'campaigns.create': {
    body: { kind: 'cluster-repave', name: 'November repave', clusterIds: [clusterId], parameters: {}, strategy: { concurrency: 1, failureThreshold: 1 } },
    success: { id: campaignId, name: 'November repave', state: 'draft', plan },
  },
  'campaigns.start': { body: { planHash, reason: 'Monthly repave' } },
  'campaigns.pause': { body: { reason: 'Incident in eu-west' } },
  'access.tokens.create': { body: { name: 'ci', role: 'operator', expiresInDays: 90 } },
  'views.create': {
    body: { page: 'clusters', name: 'Ended in prod', query: 'environment=prod&support=ended', visibility: 'shared' },
    success: {
      id: clusterId, page: 'clusters', name: 'Ended in prod', query: 'environment=prod&support=ended', visibility: 'shared', owner: { id: campaignId, name: 'Platform engineer' },
      allowed: ['change', 'remove'], createdAt: '2026-11-23T18:14:09.120Z', changedAt: '2026-11-23T18:14:09.120Z',
    },
  },
  'access.me': { success: { kind: 'user', id: campaignId, name: 'Platform engineer', email: 'platform@tarmac.example', role: 'operator', permissions: ['fleet:read', 'self:write', 'campaign:write'] } },
};
