import { permissionsOf } from '#lib/access/permissions.ts';
import { endSessions } from '#lib/access/sessions.ts';
import { createToken, listTokens, revokeToken } from '#lib/access/tokens.ts';
import type { ApiTokenRow } from '#lib/access/tokens.ts';
import { listAudit, verifyChain } from '#lib/audit/queries.ts';
import { dayMs } from '#lib/kernel/duration.ts';
import { implementer } from '../implementer.ts';
import { knownPerson, knownViewer } from '../known-viewer.ts';
import { decodeIdCursor } from '../id-cursor.ts';
import { readPage } from '../read-page.ts';

/** Who is asking, API tokens, and the audit record. */
export const accessHandlers = {
  me: implementer.access.me.handler(({ context }) => {
    const viewer = knownViewer(context);
    return { ...viewer, permissions: [...permissionsOf(viewer.role)] };
  }),
  endSessions: implementer.access.endSessions.handler(async ({ context }) => {
    await endSessions(context.services.db, knownPerson(context), context.requestId);
    return { ended: true as const };
  }),
  tokens: {
    list: implementer.access.tokens.list.handler(async ({ input, context }) => {
      const { items, nextBeforeId, total } = await readPage(input.cursor, () => listTokens(context.services.db, { beforeId: input.cursor, limit: input.limit }));
      return { items: items.map(toApiToken), nextCursor: nextBeforeId, total };
    }),
    create: implementer.access.tokens.create.handler(async ({ input, context }) => {
      const { token, ...row } = await createToken(context.services.db, {
        name: input.name, role: input.role, actor: knownViewer(context), requestId: context.requestId,
        expiresAt: input.expiresInDays ? new Date(Date.now() + input.expiresInDays * dayMs) : null,
      });
      return { ...toApiToken(row), token };
    }),
    revoke: implementer.access.tokens.revoke.handler(async ({ input, context }) =>
      toApiToken(await revokeToken(context.services.db, input.id, knownViewer(context), context.requestId)),
    ),
  },
  audit: {
    list: implementer.access.audit.list.handler(async ({ input, context }) => {
      const { items, nextBefore, total } = await listAudit(context.services.db.pool, {
        actions: input.action, objectTypes: input.objectType, objectId: input.objectId || undefined, actor: input.actor,
        before: decodeIdCursor(input.cursor), limit: input.limit,
      });
      return { items: items.map(({ prevHash: _prevHash, ...item }) => item), nextCursor: nextBefore === null ? null : String(nextBefore), total };
    }),
    verify: implementer.access.audit.verify.handler(({ context }) => verifyChain(context.services.db.pool)),
  },
};

const iso = (at: Date | null): string | null => at?.toISOString() ?? null;

const toApiToken = (row: ApiTokenRow) => ({
  ...row, createdAt: row.createdAt.toISOString(), expiresAt: iso(row.expiresAt), lastUsedAt: iso(row.lastUsedAt), revokedAt: iso(row.revokedAt),
});
