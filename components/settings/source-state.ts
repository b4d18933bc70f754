import type { Tone } from '#components/ui/tone.ts';
import type { Source, SourceScope } from '#lib/api/contract/sources.ts';

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

const scopes: Record<SourceScope['state'], { tone: Tone; words: string }> = {
  starting: { tone: 'waiting', words: 'starting' },
  current: { tone: 'ok', words: 'current' },
  failing: { tone: 'failing', words: 'failing' },
  'not-served': { tone: 'waived', words: 'not served there' },
};

/** The tone and word of one listing's health. It stays `current` when nobody is left to update it: only the clock then tells that it is not. */
export function scopeState({ state, stale }: Pick<SourceScope, 'state' | 'stale'>): { tone: Tone; words: string } {
  return state === 'current' && stale ? { tone: 'unknown', words: 'not current' } : scopes[state];
}
