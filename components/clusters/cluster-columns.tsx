import { Age } from '#components/ui/age.tsx';
import type { TableColumn } from '#components/ui/table-column.ts';
import { AssignedCell, NameCell, NodesCell, NodeVersionsCell, OsImageCell, RolloutCell, SeenCell, SupportCell, VersionCell } from './cells.tsx';
import type { ListedCluster } from './listed-cluster.ts';

/** The columns of the clusters table. */
export const clusterColumns: TableColumn<ListedCluster>[] = [
  { id: 'name', header: 'Cluster', width: 160, grow: true, sort: 'name', fixed: true, narrow: true, cell: (cluster) => <NameCell cluster={cluster} /> },
  { id: 'environment', header: 'Environment', width: 108, sort: 'environment', cell: (cluster) => <AssignedCell value={cluster.environment} /> },
  { id: 'region', header: 'Region', width: 84, sort: 'region', optional: true, cell: (cluster) => <AssignedCell value={cluster.region} /> },
  { id: 'team', header: 'Owner', width: 84, sort: 'team', cell: (cluster) => <AssignedCell value={cluster.team} /> },
  { id: 'version', header: 'Version', width: 104, sort: 'version', narrow: true, narrowWidth: 80, cell: (cluster) => <VersionCell cluster={cluster} /> },
  { id: 'nodeVersions', header: 'Kubelets', width: 136, cell: (cluster) => <NodeVersionsCell cluster={cluster} /> },
  { id: 'support', header: 'Support', width: 142, sort: 'support', cell: (cluster) => <SupportCell cluster={cluster} /> },
  { id: 'nodes', header: 'Nodes', width: 80, sort: 'nodes', descendingFirst: true, align: 'end', cell: (cluster) => <NodesCell cluster={cluster} /> },
  {
    id: 'oldestNode', header: 'Oldest node', width: 112, sort: 'oldestNode', align: 'end', narrow: true, narrowWidth: 108,
    cell: (cluster) => <Age since={cluster.oldestNodeCreatedAt} budgetDays={cluster.nodeAgeBudgetDays} seen={cluster.freshness.state === 'fresh'} />,
  },
  { id: 'osImage', header: 'OS image', width: 114, cell: (cluster) => <OsImageCell cluster={cluster} /> },
  { id: 'rollout', header: 'Rollout', width: 112, sort: 'rollout', cell: (cluster) => <RolloutCell cluster={cluster} /> },
  { id: 'freshness', header: 'Seen', width: 124, sort: 'freshness', optional: true, cell: (cluster) => <SeenCell cluster={cluster} /> },
  { id: 'source', header: 'Source', width: 120, optional: true, cell: (cluster) => cluster.source },
  { id: 'namespace', header: 'Namespace', width: 120, optional: true, cell: (cluster) => cluster.namespace ?? <span className="text-faint">none</span> },
];
