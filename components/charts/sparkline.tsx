import { sparklinePath } from './sparkline-path.ts';

const width = 110;
const height = 30;

/** A trend of shares, 0 to 1, without axes; null is a day without a reading and leaves a gap. The words beside it carry the figures. */
export function Sparkline({ values, label }: { values: (number | null)[]; label: string }) {
  const { path, dots } = sparklinePath(values, width, height);
  return (
    <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} fill="none" role="img" aria-label={label} data-tip={label} className="shrink-0">
      <path d={path} stroke="var(--ok-fill)" strokeWidth="1.6" strokeLinejoin="round" strokeLinecap="round" />
      {dots.map(([x, y]) => (
        <circle key={x} cx={x} cy={y} r="1.8" fill="var(--ok-fill)" />
      ))}
    </svg>
  );
}
