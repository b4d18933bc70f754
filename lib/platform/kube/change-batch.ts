import type { WatchEvent } from './watch.ts';

/**
 * Gathers watch events for `windowMs`, and for as long as a delivery takes, and hands them on together, the last event
 * of a uid winning, one delivery at a time. `markCurrent` is delivered after the changes that came before it.
 */
export function createChangeBatch<T>(options: {
  windowMs: number;
  maxSize: number;
  uidOf: (item: T) => string;
  deliver: (upserts: T[], deletes: string[], current: boolean) => Promise<void>;
  onFailure: (error: unknown) => void;
}): {
  /** Resolves when there is room again: awaiting it holds the watch back while storage is slow. */
  add(events: readonly WatchEvent<T>[]): Promise<void>;
  markCurrent(): void;
  /** Delivers what is gathered and waits for it. */
  flush(): Promise<void>;
} {
  let gathered = new Map<string, WatchEvent<T>>();
  let current = false;
  let failed = false;
  let timer: NodeJS.Timeout | null = null;
  let delivering: Promise<void> | null = null;

  // Once a change is lost, nothing later may claim to be current.
  const hasMore = (): boolean => !failed && (gathered.size > 0 || current);

  async function deliverAll(): Promise<void> {
    while (hasMore()) {
      const events = [...gathered.values()];
      // More of what a watch begins with may follow a full batch: that all is current is told with one that is not.
      const isFull = gathered.size >= options.maxSize;
      const isCurrent = current && !isFull;
      gathered = new Map();
      current &&= isFull;
      const upserts = events.filter(({ type }) => type === 'upsert').map(({ item }) => item);
      const deletes = events.filter(({ type }) => type === 'delete').map(({ item }) => options.uidOf(item));
      try {
        await options.deliver(upserts, deletes, isCurrent);
      } catch (error) {
        failed = true;
        options.onFailure(error);
      }
      if (isFull && gathered.size === 0) break;
    }
    delivering = null;
    if (hasMore()) schedule();
  }

  function flush(): Promise<void> {
    if (timer) clearTimeout(timer);
    timer = null;
    if (hasMore()) delivering ??= deliverAll();
    return delivering ?? Promise.resolve();
  }

  // While one delivery is on its way the next one gathers.
  function schedule(): void {
    if (!delivering) timer ??= setTimeout(() => void flush(), options.windowMs);
  }

  return {
    async add(events) {
      if (failed) return;
      for (const event of events) {
        const uid = options.uidOf(event.item);
        gathered.delete(uid);
        gathered.set(uid, event);
      }
      if (gathered.size >= options.maxSize) await flush();
      else if (gathered.size > 0) schedule();
    },
    markCurrent() {
      current = true;
      schedule();
    },
    flush,
  };
}
