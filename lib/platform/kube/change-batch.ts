import type { WatchEvent } from './watch.ts';

/**
 * Gathers watch events for `windowMs` and hands them on together, the last event of a uid winning, one
 * delivery at a time. `markCurrent` is delivered after the changes that came before it.
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
  let delivering: Promise<void> = Promise.resolve();

  async function handOn(before: Promise<void>, events: ReadonlyMap<string, WatchEvent<T>>, isCurrent: boolean): Promise<void> {
    await before;
    // Once a change is lost, nothing later may claim to be current.
    if (failed) return;
    const all = [...events.values()];
    const upserts = all.filter(({ type }) => type === 'upsert').map(({ item }) => item);
    const deletes = all.filter(({ type }) => type === 'delete').map(({ item }) => options.uidOf(item));
    try {
      await options.deliver(upserts, deletes, isCurrent);
    } catch (error) {
      failed = true;
      options.onFailure(error);
    }
  }

  function flush(): Promise<void> {
    if (timer) clearTimeout(timer);
    timer = null;
    if (gathered.size > 0 || current) delivering = handOn(delivering, gathered, current);
    gathered = new Map();
    current = false;
    return delivering;
  }

  function schedule(): void {
    timer ??= setTimeout(() => void flush(), options.windowMs);
  }

  return {
    async add(events) {
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
