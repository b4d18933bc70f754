import { Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/** The registry of one process, and what it times itself. */
export type WebMetrics = { registry: Registry; requestSeconds: Histogram<'method' | 'route' | 'status'> };

/** Makes a registry with Node's own metrics and the HTTP timings; `route` is a path template, never a path. */
export function createWebMetrics(): WebMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return {
    registry,
    requestSeconds: new Histogram({
      name: 'tarmac_http_request_duration_seconds',
      help: 'Time to answer a request of the API, by method, route and status.',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
      registers: [registry],
    }),
  };
}
