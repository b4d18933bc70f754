import { liveResponse } from '#lib/api/live-response.ts';
import { withWeb } from '#lib/api/with-web.ts';

export const dynamic = 'force-dynamic';

export const GET = (request: Request): Promise<Response> => withWeb(request, (services) => liveResponse(services, request));
