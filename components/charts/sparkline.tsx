import { sparklinePath } from './sparkline-path.ts';
import type { Tone } from '#components/ui/tone.ts';

const strokes: Partial<Record<Tone, string>> = { ok: 'var(--ok-fill)', attention: 'var(--att-fill)', failing: 'var(--fail-fill)' };

/** A trend without axes; null is a day without a reading and leaves a gap. The words beside it carry the figures. */
export function Sparkline({ values, label, tone = 'ok', width = 110, height = 30 }: { values: (number | null)[]; label: string; tone?: Tone; width?: number; height?: number }) {
  const { path, dots } = sparklinePath(values, width, height);
  return (
    <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} fill="none" role="img" aria-label={label} data-tip={label} className="shrink-0">
      <path d={path} stroke={strokes[tone] ?? 'var(--unk-fill)'} strokeWidth="1.6" strokeLinejoin="round" strokeLinecap="round" />
      {dots.map(([x, y]) => (
        <circle key={x} cx={x} cy={y} r="1.8" fill={strokes[tone] ?? 'var(--unk-fill)'} />
      ))}
    </svg>
  );
}
