import path from 'node:path';
import { checkReadiness } from '#lib/platform/telemetry/readiness.ts';
import type { ApiServices } from './api-services.ts';

/**
 * `GET /api/health`, open to everyone: 200 when ready, else 503, and in both cases each check with its words. What the
 * database or the file system said stands in the log alone.
 */
export async function healthResponse({ db, log }: Pick<ApiServices, 'db' | 'log'>, migrationsDir = path.join(process.cwd(), 'prisma/migrations')): Promise<Response> {
  const { ready, checks } = await checkReadiness(db.pool, migrationsDir);
  const told = checks.map(({ cause, ...check }) => {
    if (cause !== undefined) log.warn({ error: cause, check: check.name }, 'a check of readiness failed');
    return check;
  });
  return Response.json({ status: ready ? 'ready' : 'not-ready', checks: told }, { status: ready ? 200 : 503, headers: { 'cache-control': 'no-store' } });
}
