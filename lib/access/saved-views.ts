import { appendAudit } from '#lib/audit/append.ts';
import { publishHint } from '#lib/live/hints.ts';
import type { Database } from '#lib/platform/db/database.ts';
import { withTransaction } from '#lib/platform/db/queryable.ts';
import type { Queryable } from '#lib/platform/db/queryable.ts';
import { AccessError } from './access-error.ts';
import { isGranted } from './permissions.ts';
import { viewLimits } from './saved-view-model.ts';
import type { SavedView, ViewPage, ViewVisibility } from './saved-view-model.ts';
import type { Viewer } from './viewer.ts';

/** Who does it and how it is recorded; */
export type ViewCommand = { viewer: Viewer; requestId?: string | null };
export type NewView = { page: ViewPage; name: string; query: string; visibility: ViewVisibility };
export type ViewChange = Partial<Pick<NewView, 'name' | 'query' | 'visibility'>>;

/** A place in the list of views: after the view with this id and name, which is the viewer's own or another's. */
export type ViewPlace = Pick<SavedView, 'id' | 'name'> & { own: boolean };
type ViewList = { page: ViewPage; viewer: Viewer; limit: number; after?: ViewPlace };

/**
 * The viewer's own views of a page, then those that others share with everybody, each by name: at most `limit` of them
 * behind `after`, and how many there are in all. A token has none of its own.
 */
export async function listSavedViews(db: Queryable, { page, viewer, limit, after }: ViewList): Promise<{ views: SavedView[]; total: number }> {
  const seen = "v.page = $1 AND (v.owner_id = $2 OR v.visibility = 'shared')";
  const [list, count] = await Promise.all([
    db.query<ViewRow>(
      `${selectView} WHERE ${seen} AND ($3::boolean IS NULL OR (v.owner_id <> $2, lower(v.name), v.name, v.id) > ($3, lower($4), $4, $5::uuid))
       ORDER BY v.owner_id <> $2, lower(v.name), v.name, v.id LIMIT $6`,
      [page, viewer.id, after ? !after.own : null, after?.name ?? null, after?.id ?? null, limit],
    ),
    db.query<{ total: number }>(`SELECT count(*)::int AS total FROM saved_views v WHERE ${seen}`, [page, viewer.id]),
  ]);
  return { views: list.rows.map((row) => toSavedView(row, viewer)), total: count.rows[0]?.total ?? 0 };
}

/** Keeps a view for the viewer, who is a person. Throws `view-name-taken` and `too-many-views`. */
export async function createView(db: Database, { page, name, query, visibility }: NewView, { viewer, requestId }: ViewCommand): Promise<SavedView> {
  return withTransaction(db.pool, async (client) => {
    await takeTurn(client, viewer);
    const { rows: counts } = await client.query<{ count: number }>('SELECT count(*)::int AS count FROM saved_views WHERE owner_id = $1', [viewer.id]);
    if ((counts[0]?.count ?? 0) >= viewLimits.perPerson) {
      throw new AccessError('too-many-views', `You have ${viewLimits.perPerson} saved views, which is the most. Nothing was saved; delete one first.`);
    }
    const { rows } = await client.query<{ id: string }>(
      'INSERT INTO saved_views (owner_id, page, name, query, visibility) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (owner_id, page, name) DO NOTHING RETURNING id',
      [viewer.id, page, name, query, visibility],
    );
    const id = rows[0]?.id;
    if (!id) throw nameTaken(name);
    if (visibility === 'shared') await publishHint(client, { noun: 'view' });
    const view = toSavedView((await readRow(client, id))!, viewer);
    await appendAudit(client, { actor: viewer, action: 'view.create', objectType: 'view', objectId: id, objectName: name, requestId, data: { page, query, visibility } });
    return view;
  });
}

/**
 * Renames a view, changes what it shows or who sees it; one that stays as it was leaves no record. Throws
 * `view-not-found` also for the view of somebody else, and `view-name-taken`.
 */
export async function changeView(db: Database, id: string, change: ViewChange, { viewer, requestId }: ViewCommand): Promise<SavedView> {
  return withTransaction(db.pool, async (client) => {
    await takeTurn(client, viewer);
    const before = await lockView(client, id, viewer);
    if (!before.allowed.includes('change')) throw notFound();
    const { name, query, visibility } = { ...before, ...change };
    const changed = Object.entries({ name, query, visibility }).filter(([key, value]) => before[key as keyof ViewChange] !== value);
    if (changed.length === 0) return before;
    const { rows: taken } = await client.query('SELECT FROM saved_views WHERE owner_id = $1 AND page = $2 AND name = $3 AND id <> $4', [viewer.id, before.page, name, id]);
    if (taken.length > 0) throw nameTaken(name);
    await client.query('UPDATE saved_views SET name = $2, query = $3, visibility = $4, changed_at = clock_timestamp() WHERE id = $1', [id, name, query, visibility]);
    if (before.visibility === 'shared' || visibility === 'shared') await publishHint(client, { noun: 'view' });
    const view = toSavedView((await readRow(client, id))!, viewer);
    await appendAudit(client, { actor: viewer, action: 'view.change', objectType: 'view', objectId: id, objectName: name, requestId, data: Object.fromEntries(changed) });
    return view;
  });
}

/** Removes a view: one's own, or with `view:manage` any shared one. Throws `view-not-found`, also for what may not be removed. */
export async function removeView(db: Database, id: string, { viewer, requestId }: ViewCommand): Promise<void> {
  await withTransaction(db.pool, async (client) => {
    const view = await lockView(client, id, viewer);
    if (!view.allowed.includes('remove')) throw notFound();
    await client.query('DELETE FROM saved_views WHERE id = $1', [id]);
    if (view.visibility === 'shared') await publishHint(client, { noun: 'view' });
    await appendAudit(client, {
      actor: viewer, action: 'view.remove', objectType: 'view', objectId: id, objectName: view.name, requestId,
      data: { page: view.page, query: view.query, visibility: view.visibility, owner: view.owner.name },
    });
  });
}

type ViewRow = { id: string; page: ViewPage; name: string; query: string; visibility: ViewVisibility; ownerId: string; ownerName: string; createdAt: Date; changedAt: Date };

const selectView = `SELECT v.id, v.page, v.name, v.query, v.visibility, v.owner_id AS "ownerId", u.name AS "ownerName", v.created_at AS "createdAt", v.changed_at AS "changedAt"
  FROM saved_views v JOIN users u ON u.id = v.owner_id`;

async function readRow(client: Queryable, id: string): Promise<ViewRow | undefined> {
  const { rows } = await client.query<ViewRow>(`${selectView} WHERE v.id = $1 FOR UPDATE OF v`, [id]);
  return rows[0];
}

/** One person's views are changed one after another, so that their number and their names hold. */
async function takeTurn(client: Queryable, viewer: Viewer): Promise<void> {
  await client.query('SELECT FROM users WHERE id = $1 FOR NO KEY UPDATE', [viewer.id]);
}

async function lockView(client: Queryable, id: string, viewer: Viewer): Promise<SavedView> {
  const row = await readRow(client, id);
  if (!row) throw notFound();
  return toSavedView(row, viewer);
}

function toSavedView({ ownerId, ownerName, createdAt, changedAt, ...row }: ViewRow, viewer: Viewer): SavedView {
  const own = viewer.kind === 'user' && viewer.id === ownerId;
  const removable = own || (row.visibility === 'shared' && isGranted(viewer.role, 'view:manage'));
  return {
    ...row, owner: { id: ownerId, name: ownerName }, createdAt: createdAt.toISOString(), changedAt: changedAt.toISOString(),
    allowed: [...(own ? ['change' as const] : []), ...(removable ? ['remove' as const] : [])],
  };
}

const notFound = (): AccessError => new AccessError('view-not-found', 'There is no such saved view, or it is not yours to change.');
const nameTaken = (name: string): AccessError => new AccessError('view-name-taken', `You already have a view called “${name}”. Nothing was saved; choose another name.`);
