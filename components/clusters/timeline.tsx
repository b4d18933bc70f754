import type { z } from 'zod';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { StatusGlyph } from '#components/ui/status.tsx';
import { Time } from '#components/ui/time.tsx';
import type { transition } from '#lib/api/contract/clusters.ts';
import { transitionRetentionDays } from '#lib/inventory/transitions/model.ts';
import { transitionWords } from './transition-words.ts';

type Transition = z.infer<typeof transition>;

/** Changes as they were recorded, newest first, under the day that they fell on (UTC). */
export function Timeline({ transitions }: { transitions: Transition[] }) {
  if (transitions.length === 0) return <EmptyState title={`No change was seen in the last ${transitionRetentionDays} days`} />;
  const days = [...Map.groupBy(transitions, (each) => each.at.slice(0, 10))];
  return (
    <>
      {days.map(([day, items]) => (
        <section key={day} aria-label={day}>
          <h2 className="border-b border-line2 bg-bg px-4 py-1 text-sm text-mute">{day} UTC</h2>
          <ol>
            {items.map((item) => {
              const { tone, subject, words } = transitionWords(item);
              return (
                <li key={item.id} className="grid grid-cols-[46px_14px_minmax(0,1fr)] gap-2 border-b border-line2 px-4 py-1.5 last:border-0">
                  <Time at={item.at} form="clock" className="mono text-mute" />
                  <StatusGlyph tone={tone} className="mt-[4px]" />
                  <span className="min-w-0 break-words">
                    <span className="text-mute">{subject}</span> {words}
                  </span>
                </li>
              );
            })}
          </ol>
        </section>
      ))}
    </>
  );
}
