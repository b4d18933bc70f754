import { web } from '#lib/api/compose.ts';
import { healthResponse } from '#lib/api/health.ts';

export const dynamic = 'force-dynamic';

export const GET = async (): Promise<Response> => healthResponse(await web());
