import { z } from 'zod';
import { discoverServerVersion } from '#lib/platform/kube/discover.ts';
import type { SourceKind } from '../contract.ts';
import { openSourceClient } from '../workload/source-client.ts';
import { createClusterActuator } from './actuator.ts';
import { coreGroup } from './api-version.ts';
import { discoverServed, runClusterApi } from './source.ts';

/** A management cluster of Cluster API with all its workload clusters. */
export const clusterApiSource: SourceKind = {
  kind: 'cluster-api',
  run: runClusterApi,
  openActuator: createClusterActuator,
  async check(settings, signal) {
    const client = openSourceClient(settings);
    try {
      const { versions } = await discoverServed(client, signal);
      const path = `/apis/${coreGroup}/${versions.get(coreGroup)}/clusters`;
      const version = await discoverServerVersion({ client, signal });
      const listing = client.list({ path, limit: 1, kind: 'Cluster', project: (object) => z.looseObject({}).safeParse(object).data ?? null, what: 'list Clusters', signal });
      const first = await listing.next();
      await listing.return();
      return { version, clusters: first.done ? 0 : first.value.items.length + (first.value.remaining ?? 0) };
    } finally {
      client.close();
    }
  },
};
