import { z } from 'zod';
import { viewActions, viewLimits, viewPages, viewVisibilities } from '#lib/access/saved-view-model.ts';
import { id, instant, pageOf, paging } from './fields.ts';
import { oc } from './route.ts';

const name = z.string().trim().min(1).max(viewLimits.name);
const query = z.string().max(viewLimits.query).describe("The page's filters and sort as its query string, without `?`; given back in canonical form");
const visibility = z.enum(viewVisibilities).describe('`personal`: seen by its owner alone; `shared`: by everybody');
const page = z.enum(viewPages);

/** A page's filters and sort under a name. */
export const savedView = z.object({
  id, page, name: z.string(), query: z.string(), visibility,
  owner: z.object({ id, name: z.string() }),
  allowed: z.array(z.enum(viewActions)).describe('What who asks may do to it'),
  createdAt: instant, changedAt: instant,
});
export type SavedViewDto = z.infer<typeof savedView>;

/** Saved views. */
export const viewsContract = {
  list: oc('fleet:read', { method: 'GET', path: '/views', summary: 'List saved views of a page: your own, then those shared with everybody', tags: ['Views'], description: 'A token sees shared views alone.' })
    .input(z.object({ page, ...paging }).strict())
    .output(pageOf(savedView)),
  create: oc('self:write', { method: 'POST', path: '/views', summary: 'Save a view', tags: ['Views'], successStatus: 201, description: `For people, not for tokens. Names are unique for a person and page; a person has at most ${viewLimits.perPerson} views.` })
    .input(z.object({ page, name, query, visibility: visibility.default('personal') }).strict())
    .output(savedView),
  change: oc('self:write', { method: 'PATCH', path: '/views/{id}', summary: 'Rename a saved view of yours, share it, or let it show something else', tags: ['Views'] })
    .input(z.object({ id, name: name.optional(), query: query.optional(), visibility: visibility.optional() }).strict())
    .output(savedView),
  remove: oc('self:write', { method: 'DELETE', path: '/views/{id}', summary: 'Remove a saved view: your own, or with `view:manage` any shared one', tags: ['Views'] })
    .input(z.object({ id }).strict())
    .output(z.object({ removed: z.literal(true) })),
};
