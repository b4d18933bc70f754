'use client';
import { createContext, type ReactNode, useContext, useSyncExternalStore } from 'react';

const InitialNow = createContext(0);
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    if (!document.hidden) for (const each of listeners) each();
  }, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

/** Gives the server's clock at rendering to the first client render, so that relative times hydrate without a mismatch. */
export function NowProvider({ initialMs, children }: { initialMs: number; children: ReactNode }) {
  return <InitialNow value={initialMs}>{children}</InitialNow>;
}

/** The present in epoch milliseconds, in steps of `everyMs`; a component renders again only when the step changes. */
export function useNow(everyMs = 1000): number {
  const initialMs = useContext(InitialNow);
  return useSyncExternalStore(
    subscribe,
    () => Math.floor(Date.now() / everyMs) * everyMs,
    () => Math.floor(initialMs / everyMs) * everyMs,
  );
}
