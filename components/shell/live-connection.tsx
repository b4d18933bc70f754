'use client';
import { useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import { problemOf } from '#components/ui/problem.ts';
import { backoffMs } from '#lib/kernel/backoff.ts';
import { minuteMs, secondMs } from '#lib/kernel/duration.ts';
import { everythingMayHaveChanged, type Hint } from './live-plan.ts';
import { createLiveRefresh } from './live-refresh.ts';

/** Whether the event stream is open: not yet, yes, or no longer. */
export type LiveState = 'connecting' | 'live' | 'lost';
type Live = { state: LiveState; since: number };

const Current = createContext<Live>({ state: 'connecting', since: 0 });
const pollMs = 15 * secondMs;
/** Data turns stale by the clock alone, which no hint tells. */
const agingMs = 30 * secondMs;

/** The state of the live connection and since when, epoch milliseconds. */
export function useLive(): Live {
  return useContext(Current);
}

/**
 * Holds the event stream open and refreshes what is shown by its hints. While it is down, pages are asked for again every
 * 15 s and at its loss, and once whenever it opens, so that nothing that was missed stays missed. While it is up,
 * every 30 s.
 */
export function LiveConnection({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const [live, setLive] = useState<Live>({ state: 'connecting', since: 0 });
  useEffect(() => {
    const refresh = createLiveRefresh(client);
    let stream: EventSource | undefined;
    let retry: ReturnType<typeof setTimeout> | undefined;
    let poll: ReturnType<typeof setInterval> | undefined;
    const aging = setInterval(() => {
      if (!document.hidden && !wasLost) refresh.resync();
    }, agingMs);
    let attempt = 0;
    let wasLost = false;
    const become = (state: LiveState) => setLive((now) => (now.state === state ? now : { state, since: Date.now() }));
    const open = () => {
      stream = new EventSource('/api/live');
      stream.onopen = () => {
        attempt = 0;
        clearInterval(poll);
        poll = undefined;
        // What changed while it was not open was told to nobody; that begins with the page's own rendering.
        refresh.take(everythingMayHaveChanged);
        wasLost = false;
        become('live');
      };
      stream.onmessage = (event: MessageEvent<string>) => {
        const hint = parseHint(event.data);
        if (hint) refresh.take(hint);
      };
      stream.onerror = lose;
    };
    const lose = () => {
      // Whether the server is away or the session has ended, what is shown learns from its own question.
      if (!wasLost) refresh.resync();
      wasLost = true;
      become('lost');
      poll ??= setInterval(() => refresh.resync(), pollMs);
      stream?.close();
      clearTimeout(retry);
      retry = setTimeout(open, backoffMs(attempt, { firstMs: secondMs, maxMs: minuteMs / 2 }, Math.random()));
      attempt += 1;
    };
    // The server looks at a session only now and then while its stream is open; a question is refused at once.
    const unsubscribe = client.getQueryCache().subscribe(({ query }) => {
      if (!wasLost && problemOf(query.state.error).code === 'not-signed-in') lose();
    });
    const wake = () => {
      if (document.hidden || !wasLost) return;
      clearTimeout(retry);
      stream?.close();
      open();
    };
    open();
    addEventListener('online', wake);
    document.addEventListener('visibilitychange', wake);
    return () => {
      unsubscribe();
      removeEventListener('online', wake);
      document.removeEventListener('visibilitychange', wake);
      clearTimeout(retry);
      clearInterval(poll);
      clearInterval(aging);
      stream?.close();
      refresh.stop();
    };
  }, [client]);
  return <Current value={live}>{children}</Current>;
}

function parseHint(text: string): Hint | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && 'noun' in value && typeof value.noun === 'string' ? (value as Hint) : null;
  } catch {
    return null;
  }
}
