import path from 'node:path';
import { checkReadiness } from '#lib/platform/telemetry/readiness.ts';
import type { ApiServices } from './api-services.ts';

/** `GET /api/health`, open to everyone: 200 when ready, else 503, and in both cases each check with its words. */
export async function healthResponse({ db }: Pick<ApiServices, 'db'>, migrationsDir = path.join(process.cwd(), 'prisma/migrations')): Promise<Response> {
  const { ready, checks } = await checkReadiness(db.pool, migrationsDir);
  return Response.json({ status: ready ? 'ready' : 'not-ready', checks }, { status: ready ? 200 : 503, headers: { 'cache-control': 'no-store' } });
}
