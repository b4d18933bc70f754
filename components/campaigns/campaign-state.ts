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

/** The tone of a target's state. */
export function targetTone(state: TargetState): Tone {
  return targets[state].tone;
}

/** A target's state in words, in a campaign of this state: what was not begun because that stopped is told from what a person skipped. */
export function targetWords({ state, skipped, startedAt }: { state: TargetState; skipped: SkipCause | null; startedAt: string | null }, campaign: CampaignState): string {
  if (skipped !== null) return skipWords[skipped];
  if (state === 'pending' && campaign === 'halted') return startedAt === null ? 'not started: halted' : 'waiting: halted';
  return targets[state].words;
}

type Counts = Record<'succeeded' | 'moving' | 'blocked' | 'failed' | 'waiting' | 'skipped' | 'notStarted' | 'partWay', number>;

/** How many of a campaign's targets stand how, in words and tones; those that it always tells are told even at 0. Of those that wait, `held` do by their plan. */
export function targetFigures(counts: Counts, { ended, held }: { ended: boolean; held: number }): [words: string, count: number, tone: Tone][] {
  const all: [string, number, Tone][] = [
    ['succeeded', counts.succeeded, 'ok'],
    ['in motion', counts.moving, 'motion'],
    ['blocked', counts.blocked, 'failing'],
    ['failed', counts.failed, 'failing'],
    ['held', held, 'failing'],
    ['waiting', counts.waiting - held, 'waiting'],
    ['skipped', counts.skipped - counts.notStarted - counts.partWay, 'waived'],
    ['left part-way', counts.partWay, 'waived'],
    ['not started', counts.notStarted, 'waived'],
  ];
  const always = new Set(ended ? ['succeeded'] : ['succeeded', 'in motion', 'blocked', 'waiting']);
  return all.filter(([words, count]) => count > 0 || always.has(words));
}
