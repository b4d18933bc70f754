import type { Tone } from '#components/ui/tone.ts';
import type { Source } from '#lib/api/contract/sources.ts';

const states: Record<Source['state'], { tone: Tone; words: string }> = {
  starting: { tone: 'waiting', words: 'Starting' },
  healthy: { tone: 'ok', words: 'Healthy' },
  degraded: { tone: 'attention', words: 'Degraded' },
  failing: { tone: 'failing', words: 'Failing' },
};

/** The tone and word of a source's health. */
export function sourceState(state: Source['state']): { tone: Tone; words: string } {
  return states[state];
}

const scopes: Record<'starting' | 'current' | 'failing' | 'not-served', { tone: Tone; words: string }> = {
  starting: { tone: 'waiting', words: 'starting' },
  current: { tone: 'ok', words: 'current' },
  failing: { tone: 'failing', words: 'failing' },
  'not-served': { tone: 'waived', words: 'not served there' },
};

/** The tone and word of one listing's health. */
export function scopeState(state: keyof typeof scopes): { tone: Tone; words: string } {
  return scopes[state];
}
