'use client';
import { useSyncExternalStore } from 'react';
import { Icon } from './icon.tsx';
import { StatusGlyph } from './status.tsx';
import type { Tone } from './tone.ts';

type Toast = { id: number; tone: Tone; text: string };

const listeners = new Set<() => void>();
const none: Toast[] = [];
let toasts: Toast[] = none;
let lastId = 0;

function set(next: Toast[]) {
  toasts = next;
  for (const listener of listeners) listener();
}

const dismiss = (id: number) => set(toasts.filter((each) => each.id !== id));

/** Says in passing that something happened. Failures stay until dismissed; the rest go after six seconds. */
export function toast(tone: Tone, text: string): void {
  lastId += 1;
  const id = lastId;
  set([...toasts.slice(-3), { id, tone, text }]);
  if (tone !== 'failing') window.setTimeout(() => dismiss(id), 6000);
}

/** Where toasts appear: bottom right, on small screens at the top, where no dialog or navigation is; announced politely. */
export function Toaster() {
  const shown = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => toasts,
    () => none,
  );
  return (
    <div role="status" aria-live="polite" className="pointer-events-none fixed right-4 bottom-4 z-50 flex w-[340px] max-w-[calc(100vw-2rem)] flex-col gap-2 max-md:top-14 max-md:bottom-auto">
      {shown.map((each) => (
        <div key={each.id} className="pointer-events-auto flex items-start gap-2 rounded-[9px] border border-line bg-raised p-2.5 ps-3 shadow-pop">
          <StatusGlyph tone={each.tone} className="mt-[4px]" />
          <p className="min-w-0 flex-1 wrap-anywhere">{each.text}</p>
          <button type="button" aria-label="Dismiss" onClick={() => dismiss(each.id)} className="grid size-6 place-items-center rounded text-faint hover:bg-hover hover:text-ink">
            <Icon name="close" className="size-3.5" />
          </button>
        </div>
      ))}
    </div>
  );
}
