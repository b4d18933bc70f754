import type { ReactNode } from 'react';

/** Facts as a definition list; a null value is left out. */
export function FactList({ facts }: { facts: [label: string, value: ReactNode | null][] }) {
  return (
    <dl className="grid grid-cols-[minmax(88px,auto)_minmax(0,1fr)]">
      {facts
        .filter(([, value]) => value !== null)
        .map(([label, value]) => (
          <div key={label} className="contents [&:not(:first-child)>*]:border-t [&>*]:border-line2 [&>*]:py-1.5">
            <dt className="pe-4 text-mute">{label}</dt>
            <dd className="min-w-0 break-words">{value}</dd>
          </div>
        ))}
    </dl>
  );
}
