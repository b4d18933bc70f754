import { web } from '#lib/api/compose.ts';
import { metricsResponse } from '#lib/api/metrics.ts';

export const dynamic = 'force-dynamic';

export const GET = async (request: Request): Promise<Response> => {
  const services = await web();
  return metricsResponse(services, request, { listensOn: services.environment.host });
};
