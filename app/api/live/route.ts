import { web } from '#lib/api/compose.ts';
import { liveResponse } from '#lib/api/live-response.ts';

export const dynamic = 'force-dynamic';

export const GET = async (request: Request): Promise<Response> => liveResponse(await web(), request);
