import { unwatchFile, watchFile } from 'node:fs';
import { secondMs } from '#lib/kernel/duration.ts';
import { readTarmacConfig } from './tarmac-config.ts';
import type { TarmacConfig } from './tarmac-config.ts';

/** `intervalMs` is how often the file is looked at, `relatedMs` how often what it refers to is read with it. */
export type WatchOptions = { required?: boolean; intervalMs?: number; relatedMs?: number };

/**
 * Reads `file` again whenever it changes, appears or goes, and now and then for a support calendar that it names. `onChange` gets each configuration that differs from the
 * one before; a bad edit goes to `onError` and changes nothing. Returns what ends the watch.
 */
export function watchTarmacConfig(
  file: string,
  onChange: (config: TarmacConfig) => void,
  onError: (error: unknown) => void,
  { required = false, intervalMs = secondMs, relatedMs = 5 * secondMs }: WatchOptions = {},
): () => void {
  let previous: string | null = null;
  let stopped = false;
  let queue = Promise.resolve();
  const look = async () => {
    if (stopped) return;
    try {
      const config = await readTarmacConfig(file, { required });
      const text = JSON.stringify(config);
      if (stopped || text === previous) return;
      previous = text;
      onChange(config);
    } catch (thrown) {
      previous = null;
      if (!stopped) onError(thrown);
    }
  };
  const listener = () => {
    queue = queue.then(look);
  };
  // By polling, because a mounted ConfigMap changes by swapping a symbolic link, which no file event of the path tells.
  watchFile(file, { interval: intervalMs, persistent: false }, listener);
  const related = setInterval(listener, relatedMs).unref();
  listener();
  return () => {
    stopped = true;
    clearInterval(related);
    unwatchFile(file, listener);
  };
}
