import { healthResponse } from '#lib/api/health.ts';
import { withWeb } from '#lib/api/with-web.ts';

export const dynamic = 'force-dynamic';

export const GET = (request: Request): Promise<Response> => withWeb(request, healthResponse);
