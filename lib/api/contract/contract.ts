import { accessContract } from './access.ts';
import { campaignsContract } from './campaigns.ts';
import { clustersContract } from './clusters.ts';
import { fleetContract } from './fleet.ts';
import { sourcesContract } from './sources.ts';
import { viewsContract } from './views.ts';

/** Every operation of `/api/v1`: its input, output and permission. The UI and other clients use nothing else. */
export const contract = {
  fleet: fleetContract,
  clusters: clustersContract,
  campaigns: campaignsContract,
  sources: sourcesContract,
  access: accessContract,
  views: viewsContract,
};
