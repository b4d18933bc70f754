/** What a status means, whatever it is a status of. Each has a shape, a colour and a word; unknown is never drawn like ok. */
export const tones = ['ok', 'attention', 'failing', 'waived', 'motion', 'waiting', 'unknown'] as const;
export type Tone = (typeof tones)[number];

/** Text colour of a tone: 4.5:1 on every surface in both themes. */
export const toneText: Record<Tone, string> = {
  ok: 'text-ok',
  attention: 'text-att',
  failing: 'text-fail',
  waived: 'text-waiv',
  motion: 'text-accent',
  waiting: 'text-unk',
  unknown: 'text-unk',
};

/** Fill of a tone in bars, cells and histograms; unknown is hatched. */
export const toneFill: Record<Tone, string> = {
  ok: 'bg-ok-fill',
  attention: 'bg-att-fill',
  failing: 'bg-fail-fill',
  waived: 'bg-waiv-fill',
  motion: 'bg-motion-fill',
  waiting: 'bg-waiting-fill',
  unknown: 'hatch',
};
