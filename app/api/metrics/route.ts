import { metricsResponse } from '#lib/api/metrics.ts';
import { withWeb } from '#lib/api/with-web.ts';

export const dynamic = 'force-dynamic';

export const GET = (request: Request): Promise<Response> =>
  withWeb(request, (services) => metricsResponse(services, request, { listensOn: services.environment.host }));
