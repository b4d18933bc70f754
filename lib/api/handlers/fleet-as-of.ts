import { readFleetSettings } from '#lib/inventory/clusters/queries.ts';
import type { FleetSettings } from '#lib/inventory/clusters/fleet-settings.ts';
import type { ApiContext } from '../api-context.ts';

/** Now, and the settings in force: what ages, budgets and support are judged by, the same for a whole answer. */
export async function fleetAsOf({ services }: Pick<ApiContext, 'services'>): Promise<{ now: Date; settings: FleetSettings }> {
  const { settings } = await readFleetSettings(services.db.pool);
  return { now: new Date(), settings };
}
