/**
 * Writes cluster_rollups for the clusters whose ids are `$1` (uuid[]). What only time decides is left
 * as `stuck_after`; readers compare it with their own clock. The budget test is `judgeBudget`'s `never`.
 */
export const rollupStatement = `
WITH target AS (SELECT * FROM clusters WHERE id = ANY($1::uuid[])),
dropped AS (DELETE FROM cluster_rollups WHERE cluster_id = ANY($1) AND NOT EXISTS (SELECT FROM target t WHERE t.id = cluster_id)),
node AS (
  SELECT n.cluster_id, count(*)::int AS total, count(*) FILTER (WHERE n.ready)::int AS ready, min(n.created_at) AS oldest,
    min((m[1])::int * 1000 + (m[2])::int) AS oldest_minor
  FROM nodes n LEFT JOIN LATERAL regexp_match(n.kubelet_version, '^v?(\\d{1,3})\\.(\\d{1,3})\\.') m ON true
  WHERE n.cluster_id = ANY($1) GROUP BY n.cluster_id
),
version AS (
  SELECT cluster_id, jsonb_agg(jsonb_build_object('version', v, 'count', n) ORDER BY string_to_array((regexp_match(v, '(\\d{1,9}(\\.\\d{1,9})*)'))[1], '.')::int[] DESC NULLS LAST, v) AS list
  FROM (SELECT cluster_id, kubelet_version AS v, count(*) AS n FROM nodes
        WHERE cluster_id = ANY($1) AND kubelet_version IS NOT NULL GROUP BY 1, 2) x GROUP BY cluster_id
),
os AS (
  SELECT cluster_id, jsonb_agg(jsonb_build_object('osImage', i, 'count', n) ORDER BY n DESC, i) AS list
  FROM (SELECT cluster_id, os_image AS i, count(*) AS n FROM nodes
        WHERE cluster_id = ANY($1) AND os_image IS NOT NULL GROUP BY 1, 2) x GROUP BY cluster_id
),
budget AS (
  SELECT cluster_id, count(*)::int AS blocked FROM disruption_budgets
  WHERE cluster_id = ANY($1) AND disruptions_allowed <= 0 AND expected_pods <> 0 AND desired_healthy >= expected_pods
    AND (observed_generation >= generation OR generation IS NULL OR observed_generation IS NULL)
  GROUP BY cluster_id
),
machine AS (
  SELECT m.cluster_id, count(*)::int AS total, min(m.created_at) AS oldest,
    count(*) FILTER (WHERE m.deleting_since IS NOT NULL)::int AS deleting,
    min(m.deleting_since) AS deleting_since,
    (array_agg(m.name ORDER BY m.deleting_since, m.name))[1] AS first_deleting,
    (array_agg(m.reason ORDER BY m.deleting_since, m.name))[1] AS first_reason,
    min((m.deletion ->> 'nodeDrainStartedAt')::timestamptz) FILTER (WHERE m.deleting_since IS NOT NULL) AS draining_since
  FROM machines m WHERE m.cluster_id = ANY($1) GROUP BY m.cluster_id
),
top AS (
  SELECT cluster_id, sum(desired_replicas)::int AS desired, sum(up_to_date_replicas)::int AS up_to_date,
    bool_or(up_to_date_replicas IS NULL AND desired_replicas IS DISTINCT FROM 0) AS unsaid,
    bool_or(paused) AS paused, min(name) FILTER (WHERE paused) AS paused_name,
    bool_or(observed_generation < generation) AS lagging,
    bool_or(up_to_date_replicas < desired_replicas OR replicas <> desired_replicas
      OR conditions @> '[{"type":"RollingOut","status":"True"}]') AS rolling
  FROM machine_groups WHERE cluster_id = ANY($1) AND kind <> 'MachineSet' GROUP BY cluster_id
),
summed AS (
  SELECT c.id, c.minor, c.paused, c.deleting_since, c.managed_by, n.total AS nodes_total, n.ready AS nodes_ready,
    m.total AS machines_total, v.list AS versions, o.list AS os_images, n.oldest_minor,
    coalesce(n.oldest, m.oldest) AS oldest,
    coalesce(b.blocked, 0) AS blocked, m.deleting, m.deleting_since AS machine_deleting_since, m.first_deleting, m.first_reason,
    m.draining_since, t.desired, t.up_to_date, t.unsaid, t.paused AS group_paused, t.paused_name, t.lagging, t.rolling,
    t.cluster_id IS NULL AS no_groups
  FROM target c LEFT JOIN node n ON n.cluster_id = c.id LEFT JOIN version v ON v.cluster_id = c.id
    LEFT JOIN os o ON o.cluster_id = c.id LEFT JOIN budget b ON b.cluster_id = c.id
    LEFT JOIN machine m ON m.cluster_id = c.id LEFT JOIN top t ON t.cluster_id = c.id
),
judged AS (
  SELECT s.*, CASE
    WHEN deleting_since IS NOT NULL THEN 'deleting'
    WHEN managed_by <> 'cluster-api' THEN 'unknown'
    WHEN paused OR group_paused THEN 'paused'
    WHEN deleting > 0 OR rolling OR lagging THEN 'rolling'
    WHEN no_groups OR unsaid THEN 'unknown'
    ELSE 'steady' END AS state
  FROM summed s
)
INSERT INTO cluster_rollups AS r (cluster_id, nodes_total, nodes_ready, machines_total, node_versions, os_images,
  oldest_node_created_at, skew_minors, rollout_state, rollout_reason, stuck_after, stuck_reason, blocked_budgets)
SELECT id, coalesce(nodes_total, 0), coalesce(nodes_ready, 0), coalesce(machines_total, 0), coalesce(versions, '[]'), coalesce(os_images, '[]'),
  oldest,
  CASE WHEN oldest_minor / 1000 = split_part(minor, '.', 1)::int THEN split_part(minor, '.', 2)::int - oldest_minor % 1000 END,
  state,
  CASE state
    WHEN 'deleting' THEN 'The cluster is being deleted.'
    WHEN 'paused' THEN CASE WHEN paused THEN 'The Cluster is paused: Cluster API changes nothing in it.'
      ELSE format('%s is paused: Cluster API does not replace its machines.', paused_name) END
    WHEN 'unknown' THEN CASE WHEN managed_by <> 'cluster-api' THEN 'Not made by Cluster API: nothing reports rollouts here.'
      WHEN no_groups THEN 'No control plane or machine deployment has been observed.'
      ELSE 'Cluster API does not say how many machines are up to date.' END
    WHEN 'rolling' THEN concat_ws(', ',
      CASE WHEN up_to_date < desired THEN format('%s of %s machines are up to date', up_to_date, desired) END,
      CASE WHEN deleting > 0 THEN format('%s being deleted', deleting) END,
      CASE WHEN lagging AND NOT coalesce(rolling, false) THEN 'the controllers have not seen the newest change yet' END,
      CASE WHEN coalesce(deleting, 0) = 0 AND rolling AND up_to_date >= desired THEN 'machines are still settling' END)
  END,
  CASE WHEN state = 'rolling' THEN least(machine_deleting_since + interval '15 minutes',
    CASE WHEN blocked > 0 THEN draining_since + interval '2 minutes' END) END,
  CASE WHEN state = 'rolling' AND deleting > 0 THEN concat_ws(' ',
    format('Machine %s does not go away.', first_deleting), rtrim(first_reason, '. ') || '.',
    CASE WHEN draining_since IS NOT NULL AND blocked > 0 THEN format('%s disruption budget%s here never allow%s an eviction.',
      blocked, CASE WHEN blocked = 1 THEN '' ELSE 's' END, CASE WHEN blocked = 1 THEN 's' ELSE '' END) END) END,
  blocked
FROM judged ORDER BY id
ON CONFLICT (cluster_id) DO UPDATE SET nodes_total = excluded.nodes_total, nodes_ready = excluded.nodes_ready,
  machines_total = excluded.machines_total, node_versions = excluded.node_versions, os_images = excluded.os_images,
  oldest_node_created_at = excluded.oldest_node_created_at, skew_minors = excluded.skew_minors,
  rollout_state = excluded.rollout_state, rollout_reason = excluded.rollout_reason, stuck_after = excluded.stuck_after,
  stuck_reason = excluded.stuck_reason, blocked_budgets = excluded.blocked_budgets
WHERE r IS DISTINCT FROM excluded`;
