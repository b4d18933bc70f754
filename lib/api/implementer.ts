import { implement } from '@orpc/server';
import type { OperationMeta } from './contract/route.ts';
import { contract } from './contract/contract.ts';
import { answerOnce } from './answer-once.ts';
import type { ApiContext } from './api-context.ts';
import { authorise } from './authorise.ts';

const base = implement(contract).$context<ApiContext>();

/** The permission that the contract names for the operation is asked here, for HTTP and for pages alike, before its input is read. */
const guard = base.middleware(({ context, procedure, next }) => {
  const { permission } = procedure['~orpc'].meta as OperationMeta;
  const viewer = permission === null ? context.viewer : authorise(context.viewer, permission);
  return next({ context: { viewer } });
});

const once = base.middleware(async ({ context, procedure, path, next }, input, output) => {
  const { viewer, idempotencyKey: key } = context;
  if (key === null || viewer === null || procedure['~orpc'].route.method === 'GET') return next();
  const { output: answer, replayed } = await answerOnce(
    context.services.db.pool,
    { viewer, key, requestId: context.requestId, operation: path.join('.'), input: withoutHeaders(input) },
    async () => (await next()).output,
  );
  if (replayed) context.responseHeaders.set('idempotency-replayed', 'true');
  return output(answer);
});

/** Handlers are made from this: `implementer.clusters.list.handler(…)`. */
export const implementer = base.use(guard).use(once);

/** Headers say how a request came (its id, its client), not what it asks. */
function withoutHeaders(input: unknown): unknown {
  if (typeof input !== 'object' || input === null || !('headers' in input)) return input;
  const { params, body } = input as { params?: unknown; body?: unknown };
  return { params, body };
}
