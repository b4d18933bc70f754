import type { Tone } from '#components/ui/tone.ts';
import type { CampaignState, SkipCause, TargetState } from '#lib/campaigns/model.ts';

const campaigns: Record<CampaignState, { tone: Tone; words: string }> = {
  draft: { tone: 'waiting', words: 'Draft' },
  'awaiting-approval': { tone: 'attention', words: 'Awaiting approval' },
  scheduled: { tone: 'waiting', words: 'Scheduled' },
  running: { tone: 'motion', words: 'Running' },
  paused: { tone: 'attention', words: 'Paused' },
  succeeded: { tone: 'ok', words: 'Succeeded' },
  halted: { tone: 'failing', words: 'Halted' },
  aborted: { tone: 'waived', words: 'Aborted' },
};

/** The tone of a campaign's state. */
export function campaignTone(state: CampaignState): Tone {
  return campaigns[state].tone;
}

/** A campaign's state in words. */
export function campaignWords(state: CampaignState): string {
  return campaigns[state].words;
}

const targets: Record<TargetState, { tone: Tone; words: string }> = {
  pending: { tone: 'waiting', words: 'waiting' },
  preflight: { tone: 'motion', words: 'being checked' },
  acting: { tone: 'motion', words: 'being started' },
  converging: { tone: 'motion', words: 'in motion' },
  soaking: { tone: 'motion', words: 'soaking' },
  succeeded: { tone: 'ok', words: 'succeeded' },
  failed: { tone: 'failing', words: 'failed' },
  blocked: { tone: 'failing', words: 'blocked' },
  skipped: { tone: 'waived', words: 'skipped' },
};

const skipWords: Record<SkipCause, string> = { 'by-person': 'skipped', 'not-started': 'not started: aborted', 'part-way': 'left part-way: aborted' };

// Between two steps nothing moves in the cluster, and nothing is checked while the campaign is stopped.
const rests = (state: TargetState, campaign: CampaignState) => state === 'preflight' && (campaign === 'halted' || campaign === 'paused');

/** The tone of a target's state, in a campaign of this state. */
export function targetTone(state: TargetState, campaign: CampaignState): Tone {
  return targets[rests(state, campaign) ? 'pending' : state].tone;
}

/** A target's state in words, in a campaign of this state: what was not begun because that stopped is told from what a person skipped. */
export function targetWords({ state, skipped, startedAt }: { state: TargetState; skipped: SkipCause | null; startedAt: string | null }, campaign: CampaignState): string {
  if (skipped !== null) return skipWords[skipped];
  if (rests(state, campaign)) return `waiting: ${campaign}`;
  if (state === 'pending' && campaign === 'halted') return startedAt === null ? 'not started: halted' : 'waiting: halted';
  return targets[state].words;
}

const figures = {
  succeeded: { words: 'succeeded', tone: 'ok' },
  moving: { words: 'in motion', tone: 'motion' },
  blocked: { words: 'blocked', tone: 'failing' },
  failed: { words: 'failed', tone: 'failing' },
  held: { words: 'held', tone: 'attention' },
  waiting: { words: 'waiting', tone: 'waiting' },
  skipped: { words: 'skipped', tone: 'waived' },
  'part-way': { words: 'left part-way', tone: 'waived' },
  'not-started': { words: 'not started', tone: 'waived' },
} satisfies Record<string, { words: string; tone: Tone }>;

/** One of the figures of a campaign: of its targets, those that stand alike. */
export type FigureKey = keyof typeof figures;
export const figureKeys = Object.keys(figures) as FigureKey[];


const figureOfState: Record<TargetState, FigureKey> = {
  pending: 'waiting', preflight: 'moving', acting: 'moving', converging: 'moving', soaking: 'moving', succeeded: 'succeeded', failed: 'failed', blocked: 'blocked', skipped: 'skipped',
};

/** The figure that counts a target in a campaign of this state; of those that wait, `holder` tells apart the ones that something holds by their plan. */
export function figureOf({ state, skipped }: { state: TargetState; skipped: SkipCause | null }, campaign: CampaignState, holder: string | null): FigureKey {
  if (skipped !== null && skipped !== 'by-person') return skipped;
  if (rests(state, campaign)) return 'waiting';
  return state === 'pending' && holder !== null ? 'held' : figureOfState[state];
}

/** A figure in a word, and its tone. */
export function figureWords(key: FigureKey): { words: string; tone: Tone } {
  return figures[key];
}

/** How many targets each figure counts; those that a campaign always tells are told even at 0. */
export function countFigures(targets: readonly FigureKey[], ended: boolean): [key: FigureKey, count: number][] {
  const always = new Set<FigureKey>(ended ? ['succeeded'] : ['succeeded', 'moving', 'blocked', 'waiting']);
  return figureKeys.map((key): [FigureKey, number] => [key, targets.filter((each) => each === key).length]).filter(([key, count]) => count > 0 || always.has(key));
}
