import clsx from 'clsx';
import Link from 'next/link';
import { StatusGlyph } from '#components/ui/status.tsx';
import { type Tone, toneFill, toneText } from '#components/ui/tone.ts';

/** One part of the whole. */
export type Segment = {
  key: string;
  label: string;
  value: number;
  tone: Tone;
  /** Lightens the fill where several segments share a tone, 0 to 1; 1 is full. */
  strength?: number;
  href?: string;
  /** Shows the tone's shape before the label in the legend. */
  glyph?: boolean;
};

/** Parts of a whole as one bar with a legend; every figure of the legend opens the list behind it. Unknown is hatched. */
export function StackedBar({ segments, label, monospace = false, legend = true, className }: { segments: Segment[]; label: string; monospace?: boolean; legend?: boolean; className?: string }) {
  const shown = segments.filter((segment) => segment.value > 0);
  const total = shown.reduce((sum, segment) => sum + segment.value, 0);
  return (
    <div className={className}>
      <div role="img" aria-label={`${label}: ${shown.map((segment) => `${segment.label} ${segment.value.toLocaleString('en')}`).join(', ') || 'nothing'}`} className="flex h-2.5 gap-0.5 overflow-hidden rounded-[3px]">
        {total === 0 ? <span className="flex-1 bg-line" /> : null}
        {shown.map((segment) => (
          <span
            key={segment.key}
            data-tip={`${segment.label}: ${segment.value.toLocaleString('en')} of ${total.toLocaleString('en')}`}
            className={clsx('min-w-[5px] transition-[flex-grow] duration-500', toneFill[segment.tone])}
            style={{ flexGrow: segment.value, flexBasis: 0, opacity: segment.strength }}
          />
        ))}
      </div>
      {legend ? (
        <ul className={clsx('mt-2 flex flex-wrap gap-x-3.5 gap-y-1 text-sm text-mute', monospace && 'mono')}>
          {shown.map((segment) => (
            <li key={segment.key}>
              <LegendEntry segment={segment} />
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}

function LegendEntry({ segment }: { segment: Segment }) {
  const words = (
    <>
      {segment.glyph ? <StatusGlyph tone={segment.tone} className="size-2.5" /> : null}
      <span className={segment.glyph ? toneText[segment.tone] : undefined}>{segment.label}</span>
      <b className="font-semibold text-ink">{segment.value.toLocaleString('en')}</b>
    </>
  );
  const look = 'inline-flex items-center gap-1.5 whitespace-nowrap';
  return segment.href ? (
    <Link href={segment.href} prefetch={false} className={clsx(look, 'rounded-sm decoration-faint underline-offset-2 hover:underline max-md:py-1')}>
      {words}
    </Link>
  ) : (
    <span className={look}>{words}</span>
  );
}
