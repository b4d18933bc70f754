import { changeView, createView, listSavedViews, removeView } from '#lib/access/saved-views.ts';
import type { ViewCommand } from '#lib/access/saved-views.ts';
import type { Viewer } from '#lib/access/viewer.ts';
import { fromCursor, toPage } from '#lib/inventory/paging/model.ts';
import type { ApiContext } from '../api-context.ts';
import { implementer } from '../implementer.ts';
import { knownPerson, knownViewer } from '../known-viewer.ts';
import { readPage } from '../read-page.ts';
import { canonicalViewQuery } from '../view-query.ts';

/** Saved views: a page's filters and sort under a name, for oneself or for everybody. */
export const viewsHandlers = {
  list: implementer.views.list.handler(({ input: { page, limit, cursor }, context }) =>
    readPage(cursor, async () => {
      const viewer = knownViewer(context);
      const [other, name, id] = fromCursor(cursor, 3) ?? [];
      const after = id === undefined ? undefined : { own: other === 0, name: String(name), id: String(id) };
      const { views, total } = await listSavedViews(context.services.db.pool, { page, viewer, limit: limit + 1, after });
      return toPage(views, limit, total, (view) => [view.owner.id === viewer.id ? 0 : 1, view.name, view.id], (view) => view);
    }),
  ),
  create: implementer.views.create.handler(({ input, context }) => {
    const command = commandOf(context, knownPerson(context));
    return createView(context.services.db, { ...input, query: canonicalViewQuery(input.query) }, command);
  }),
  change: implementer.views.change.handler(({ input: { id, query, ...change }, context }) => {
    const command = commandOf(context, knownPerson(context));
    return changeView(context.services.db, id, { ...change, ...(query !== undefined && { query: canonicalViewQuery(query) }) }, command);
  }),
  remove: implementer.views.remove.handler(async ({ input, context }) => {
    await removeView(context.services.db, input.id, commandOf(context, knownViewer(context)));
    return { removed: true as const };
  }),
};

const commandOf = (context: ApiContext, viewer: Viewer): ViewCommand => ({ viewer, requestId: context.requestId });
