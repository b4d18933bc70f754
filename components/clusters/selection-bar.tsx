'use client';
import { useRef } from 'react';
import { Button } from '#components/ui/button.tsx';
import { useCan } from '#components/shell/viewer.tsx';
import { countWords } from '#lib/kernel/count-words.ts';
import { mostTargets } from './selection.ts';

type SelectionBarProps = {
  count: number;
  total: number;
  /** All that the filters match, loaded or not. */
  all: boolean;
  /** Whether every loaded row is ticked, so that the rest can be offered. */
  loadedAll: boolean;
  pending: boolean;
  onSelectAll: () => void;
  onClear: () => void;
  /** With `first` only as many as a campaign takes, in the order of the table. */
  onRepave: (first: boolean) => void;
};

/** What is selected, and what can be done with it. */
export function SelectionBar({ count, total, all, loadedAll, pending, onSelectAll, onClear, onRepave }: SelectionBarProps) {
  const mayRepave = useCan('campaign:write');
  const bar = useRef<HTMLDivElement>(null);
  const tooMany = count > mostTargets;
  const firstOnly = tooMany && all;
  const asked = firstOnly ? `the first ${mostTargets}` : countWords(count, 'cluster');
  return (
    <div ref={bar} tabIndex={-1} role="region" aria-label="Selection" className="flex flex-wrap items-center gap-2.5 border-b border-line bg-accent-soft px-4 py-1.5">
      <span aria-live="polite">
        <b>{count.toLocaleString('en')}</b> {all ? 'matching' : count === 1 ? 'cluster' : 'clusters'} selected
      </span>
      {loadedAll && !all && total > count ? (
        <Button
          kind="quiet"
          onClick={() => {
            onSelectAll();
            // The button goes away with this.
            bar.current?.focus();
          }}
        >
          Select all {total.toLocaleString('en')} matching
        </Button>
      ) : null}
      <Button kind="quiet" onClick={onClear}>
        Clear
      </Button>
      <span className="ms-auto flex items-center gap-2.5">
        {tooMany ? (
          <span className="text-mute">
            A campaign takes at most {mostTargets} clusters: {all ? 'narrow the filters, or begin with the first in this order.' : 'untick some.'}
          </span>
        ) : null}
        {mayRepave ? (
          <Button kind="primary" pending={pending} disabled={tooMany && !firstOnly} onClick={() => onRepave(firstOnly)}>
            Repave {asked}…
          </Button>
        ) : (
          <span className="text-mute">Your role may see, not repave.</span>
        )}
      </span>
    </div>
  );
}
