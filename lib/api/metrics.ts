import { countCampaignStates } from '#lib/campaigns/campaign-metrics.ts';
import { formatFamilies } from '#lib/platform/telemetry/exposition.ts';
import type { MetricFamily } from '#lib/platform/telemetry/exposition.ts';
import { readQueueDepth } from '#lib/platform/telemetry/queue-depth.ts';
import { readQueueTimings } from '#lib/platform/telemetry/queue-timings.ts';
import type { QueueTimings } from '#lib/platform/telemetry/queue-timings.ts';
import { readScopeMetrics } from '#lib/sync/source-metrics.ts';
import type { ScopeMetrics } from '#lib/sync/source-metrics.ts';
import type { ApiServices } from './api-services.ts';
import { authorise } from './authorise.ts';
import { problemOf } from './problem-of-request.ts';
import { viewerOfRequest } from './request-viewer.ts';

/**
 * `GET /api/metrics` in the Prometheus text format. Whoever may read the fleet may read it; without signing in it is
 * open only to this machine: the server listens on a loopback address, and no proxy names another one.
 */
export async function metricsResponse(services: ApiServices, request: Request, { listensOn }: { listensOn: string }): Promise<Response> {
  try {
    if (!isLocal(request.headers, listensOn)) authorise((await viewerOfRequest(services, request.headers)).viewer, 'fleet:read');
    const { registry } = services.metrics;
    const body = `${await registry.metrics()}\n${formatFamilies(await readFamilies(services))}`;
    return new Response(body, { headers: { 'content-type': registry.contentType, 'cache-control': 'no-store' } });
  } catch (thrown) {
    return problemOf(services, request, thrown);
  }
}

const loopback = /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?|::ffff:127(\.\d{1,3}){3})$/;

function isLocal(headers: Headers, listensOn: string): boolean {
  const forwarded = headers.get('x-forwarded-for')?.split(',').map((part) => part.trim()) ?? [];
  return loopback.test(listensOn) && forwarded.every((address) => loopback.test(address)) && !headers.has('forwarded');
}

async function readFamilies({ db }: ApiServices): Promise<MetricFamily[]> {
  const [scopes, campaigns, queues, timings] = await Promise.all([readScopeMetrics(db.pool), countCampaignStates(db.pool), readQueueDepth(db.pool), readQueueTimings(db.pool)]);
  const ofScopes = (name: string, help: string, pick: (row: ScopeMetrics) => number | null, type: 'gauge' | 'counter' = 'gauge'): MetricFamily => ({
    name, help, type, samples: scopes.map((row) => ({ labels: { source: row.source, kind: row.kind }, value: pick(row) })),
  });
  const ofStates = (of: 'campaign' | 'target') => campaigns.filter((row) => row.of === of).map(({ kind, state, count }) => ({ labels: { kind, state }, value: count }));
  const ofQueues = (name: string, help: string, pick: (row: QueueTimings) => number | null): MetricFamily => ({
    name, help, type: 'gauge', samples: timings.map((row) => ({ labels: { queue: row.queue }, value: pick(row) })),
  });
  return [
    ofScopes('tarmac_source_scopes', 'Listings that a source keeps, by source and kind.', (row) => row.scopes),
    ofScopes('tarmac_source_scopes_failing', 'Listings that fail now.', (row) => row.failing),
    ofScopes('tarmac_source_scopes_stale', 'Listings whose rows are shown as unknown, since they are older than allowed.', (row) => row.stale),
    ofScopes('tarmac_source_lag_seconds', 'Time since the oldest listing was last known current.', (row) => row.maxLagSeconds),
    ofScopes('tarmac_source_objects', 'Objects that were listed.', (row) => row.objects),
    ofScopes('tarmac_source_unreadable_objects', 'Objects that could not be read and are not shown.', (row) => row.unreadable),
    ofScopes('tarmac_sync_last_duration_seconds_max', 'Longest of the last complete listings.', (row) => row.maxListSeconds),
    ofScopes('tarmac_sync_last_duration_seconds_avg', 'Average of the last complete listings.', (row) => row.averageListSeconds),
    ofScopes('tarmac_sync_resync_corrections_total', 'Rows that a resync had to correct because the watch had missed them.', (row) => row.corrections, 'counter'),
    { name: 'tarmac_campaigns', help: 'Campaigns by kind and state.', type: 'gauge', samples: ofStates('campaign') },
    { name: 'tarmac_campaign_targets', help: 'Targets of campaigns under way by kind and state.', type: 'gauge', samples: ofStates('target') },
    { name: 'tarmac_queue_jobs', help: 'Jobs that wait or run, by queue and state.', type: 'gauge', samples: queues.map(({ queue, state, jobs }) => ({ labels: { queue, state }, value: jobs })) },
    ofQueues('tarmac_queue_oldest_waiting_seconds', 'How long the job that waits longest has been due.', (row) => row.oldestWaiting),
    ofQueues('tarmac_queue_wait_seconds_max', 'Longest wait of the jobs that began in the last ten minutes.', (row) => row.longestWait),
    ofQueues('tarmac_queue_run_seconds_max', 'Longest run of the jobs that run or ended in the last ten minutes.', (row) => row.longestRun),
  ];
}
