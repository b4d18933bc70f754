import { CampaignError } from '../campaign-error.ts';
import type { CampaignKindDefinition } from '../engine/kind.ts';
import type { CampaignKind } from '../model.ts';
import { clusterRepave } from './cluster-repave/cluster-repave.ts';

/** Every kind of campaign, one line each. */
export const campaignKindDefinitions: readonly CampaignKindDefinition[] = [
  clusterRepave,
];

/** The kind of that name. Throws CampaignError `unknown-kind`. */
export function campaignKindOf(kind: CampaignKind): CampaignKindDefinition {
  const found = campaignKindDefinitions.find((definition) => definition.kind === kind);
  if (!found) throw new CampaignError('unknown-kind', `There is no campaign of the kind ${kind}.`);
  return found;
}
