import { accessHandlers } from './handlers/access.ts';
import { campaignsHandlers } from './handlers/campaigns.ts';
import { clustersHandlers } from './handlers/clusters.ts';
import { fleetHandlers } from './handlers/fleet.ts';
import { sourcesHandlers } from './handlers/sources.ts';
import { viewsHandlers } from './handlers/views.ts';
import { implementer } from './implementer.ts';

/** Every operation of the contract with its handler; one that is missing does not compile. */
export const router = implementer.router({
  fleet: fleetHandlers,
  clusters: clustersHandlers,
  campaigns: campaignsHandlers,
  sources: sourcesHandlers,
  access: accessHandlers,
  views: viewsHandlers,
});
