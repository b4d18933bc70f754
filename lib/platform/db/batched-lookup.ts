import { BatchQueue } from './batch-queue.ts';
import type { Database } from './database.ts';

/**
 * A lookup that many requests make at once, each by its own key. Those made while one is on its way go together in the
 * next, so that a process under load asks once for many. Every answer was read after it was asked for; null when `read`
 * finds nothing. When `read` fails, so does each lookup of that batch and no other.
 */
export function batchedLookup<R>(read: (db: Database, keys: readonly string[]) => Promise<ReadonlyMap<string, R>>): (db: Database, key: string) => Promise<R | null> {
  const queues = new WeakMap<Database, BatchQueue<string, R | null>>();
  return (db, key) => {
    let queue = queues.get(db);
    if (!queue) {
      queue = new BatchQueue(async (keys) => {
        const found = await read(db, [...new Set(keys)]);
        return keys.map((each) => found.get(each) ?? null);
      });
      queues.set(db, queue);
    }
    return queue.add(key);
  };
}
