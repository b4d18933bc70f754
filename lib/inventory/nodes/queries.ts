import type { Queryable } from '#lib/platform/db/queryable.ts';
import { fromCursor, toIso, toLimit, toPage } from '../paging/model.ts';
import type { Page, PageRequest } from '../paging/model.ts';

/** A Node as its cluster's page shows it, with the number of its pods. Instants are ISO 8601 in UTC. */
export type NodeRow = {
  name: string; roles: string[]; kubeletVersion: string | null; osImage: string | null; kernelVersion: string | null; containerRuntime: string | null;
  architecture: string | null; ready: boolean | null; unschedulable: boolean; createdAt: string | null; pods: number;
};

type StoredNode = Omit<NodeRow, 'createdAt'> & { createdAt: Date | null; id: string };

/** The Nodes of a cluster by name. */
export async function listNodes(db: Queryable, clusterId: string, { limit, cursor }: PageRequest): Promise<Page<NodeRow>> {
  const after = fromCursor(cursor, 2);
  const page = toLimit(limit);
  const [count, list] = await Promise.all([
    db.query<{ total: number }>('SELECT count(*)::int AS total FROM nodes WHERE cluster_id = $1', [clusterId]),
    db.query<StoredNode>(
      `WITH page AS (
         SELECT * FROM nodes WHERE cluster_id = $1 AND ($2::text IS NULL OR (name, id) > ($2, $3::uuid)) ORDER BY name, id LIMIT $4
       ), pod AS (
         SELECT node_name, count(*)::int AS pods FROM pods WHERE cluster_id = $1 AND node_name IN (SELECT name FROM page) GROUP BY node_name
       )
       SELECT id, name, roles, kubelet_version AS "kubeletVersion", os_image AS "osImage", kernel_version AS "kernelVersion",
         container_runtime AS "containerRuntime", architecture, ready, unschedulable, created_at AS "createdAt", coalesce(pods, 0) AS pods
       FROM page LEFT JOIN pod ON pod.node_name = page.name ORDER BY name, id`,
      [clusterId, after?.[0] ?? null, after?.[1] ?? null, page + 1],
    ),
  ]);
  return toPage(list.rows, page, count.rows[0]?.total ?? 0, ({ name, id }) => [name, id], ({ id: _id, createdAt, ...row }) => ({ ...row, createdAt: toIso(createdAt) }));
}
