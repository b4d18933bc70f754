import { encode } from 'next-auth/jwt';
import { roles } from '#lib/access/permissions.ts';
import type { Role } from '#lib/access/permissions.ts';
import { createToken } from '#lib/access/tokens.ts';
import { createUser } from '#lib/access/users.ts';
import { createTestDatabase } from '#lib/platform/db/test-database.ts';
import type { TestDatabase } from '#lib/platform/db/test-database.ts';
import { createLogger } from '#lib/platform/log/logger.ts';
import { createWebMetrics } from '#lib/platform/telemetry/web-metrics.ts';
import type { ApiServices } from './api-services.ts';
import { handleApiRequest } from './door.ts';
import { sessionSecret } from './session-cookie.ts';
import { SharedAnswers } from './shared-answers.ts';

/** How a test calls: `as` null is nobody; a body goes as JSON. */
export type TestCall = { as?: Role | null; body?: unknown; headers?: Record<string, string> };

/** The door over a database of its own, with a token a role; `call` sends a request as `as` (admin unless said). */
export type TestApi = {
  services: ApiServices;
  database: TestDatabase;
  tokens: Record<Role, string>;
  /** What was logged, one JSON line each. */
  logged: string[];
  /** A user with a session: the Cookie header that a browser would send. */
  cookie: string;
  call(method: string, path: string, options?: TestCall): Promise<Response>;
};

const actor = { kind: 'system', id: 'test', name: 'Test' } as const;

/** Make it in `beforeAll`, and drop its database in `afterAll`. */
export async function createTestApi(): Promise<TestApi> {
  const database = await createTestDatabase();
  const logged: string[] = [];
  const log = createLogger({ name: 'web', level: 'debug', format: 'json', destination: { write: (line) => void logged.push(line) } });
  const services: ApiServices = { db: database.db, log, metrics: createWebMetrics(), secret: Buffer.alloc(32, 7), secure: false, answers: new SharedAnswers({ maxAgeMs: 0 }), banner: 'Demo fleet' };
  const made = await Promise.all(roles.map(async (role) => [role, (await createToken(database.db, { name: `${role} token`, role, actor })).token] as const));
  const tokens = Object.fromEntries(made) as Record<Role, string>;
  const userId = await createUser(database.db, { email: 'admin@test.example', name: 'Robin', password: 'right horse', role: 'admin', actor });
  const session = await encode({ token: { sub: userId, signedInAt: Date.now() + 1 }, secret: sessionSecret(services.secret) });
  return {
    services, database, tokens, logged,
    cookie: `next-auth.session-token=${session}`,
    call: (method, path, { as = 'admin', body, headers = {} } = {}) =>
      handleApiRequest(services, new Request(`http://tarmac.test/api/v1${path}`, {
        method,
        headers: { ...(as && { authorization: `Bearer ${tokens[as]}` }), ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      })),
  };
}
