import { z } from 'zod';
import { permissions, roles } from '#lib/access/permissions.ts';
import { csv, id, instant, pageOf, paging } from './fields.ts';
import { oc } from './route.ts';

/** Who is asking. */
export const viewer = z.object({
  kind: z.enum(['user', 'token']), id, name: z.string(), email: z.string().nullable(), role: z.enum(roles), permissions: z.array(z.enum(permissions)),
});
export type ViewerDto = z.infer<typeof viewer>;

/** An API token as it may be shown: never the token itself. */
export const apiToken = z.object({
  id, name: z.string(), role: z.enum(roles), createdBy: z.string(), createdAt: instant,
  expiresAt: instant.nullable(), lastUsedAt: instant.nullable(), revokedAt: instant.nullable(),
});

export type ApiToken = z.infer<typeof apiToken>;

/** One act; `hash` is the hexadecimal SHA-256 that the next record builds on. */
export const auditRecord = z.object({
  id: z.string(), at: instant,
  actor: z.object({ kind: z.enum(['user', 'token', 'system']), id: z.string(), name: z.string() }),
  action: z.string(), objectType: z.string(), objectId: z.string().nullable(), objectName: z.string().nullable(),
  reason: z.string().nullable(), data: z.record(z.string(), z.unknown()), requestId: z.string().nullable(), hash: z.string(),
});

export type AuditRecord = z.infer<typeof auditRecord>;

/** Who asks, API tokens and the audit record. */
export const accessContract = {
  me: oc('fleet:read', { method: 'GET', path: '/me', summary: 'Who is asking and what they may do', tags: ['Access'] })
    .input(z.object({}).strict()).output(viewer),
  endSessions: oc('self:write', { method: 'DELETE', path: '/me/sessions', summary: 'Sign out everywhere: end every session that you have, this one too', tags: ['Access'] })
    .input(z.object({}).strict().optional()).output(z.object({ ended: z.literal(true) })),
  tokens: {
    list: oc('token:write', { method: 'GET', path: '/tokens', summary: 'List API tokens, newest first', tags: ['Access'] })
      .input(z.object(paging).strict()).output(pageOf(apiToken)),
    create: oc('token:write', { method: 'POST', path: '/tokens', summary: 'Make an API token; it is shown once', tags: ['Access'], successStatus: 201 })
      .input(z.object({ name: z.string().trim().min(1).max(100), role: z.enum(roles), expiresInDays: z.number().int().min(1).max(3650).nullish() }).strict())
      .output(apiToken.extend({ token: z.string() })),
    revoke: oc('token:write', { method: 'DELETE', path: '/tokens/{id}', summary: 'Revoke an API token', tags: ['Access'] })
      .input(z.object({ id }).strict()).output(apiToken),
  },
  audit: {
    list: oc('audit:read', { method: 'GET', path: '/audit', summary: 'List audit records, newest first', tags: ['Audit'] })
      .input(z.object({ action: csv.optional(), objectType: csv.optional(), objectId: z.string().max(200).optional(), actor: z.string().max(200).optional(), ...paging }).strict())
      .output(pageOf(auditRecord)),
    verify: oc('audit:read', { method: 'GET', path: '/audit/verification', summary: 'Check the hash chain of the audit record', tags: ['Audit'] })
      .input(z.object({}).strict())
      .output(z.object({ intact: z.boolean(), records: z.number().int(), brokenAt: z.string().nullable(), head: z.string().nullable() })),
  },
};
