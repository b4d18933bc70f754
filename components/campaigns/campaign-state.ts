import type { Tone } from '#components/ui/tone.ts';
import type { CampaignState, TargetState } from '#lib/campaigns/model.ts';

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

/** The tone of a target's state. */
export function targetTone(state: TargetState): Tone {
  return targets[state].tone;
}

/** A target's state in words. */
export function targetWords(state: TargetState): string {
  return targets[state].words;
}
