import type { Backoff } from '#lib/kernel/backoff.ts';
import type { KubeClient } from './client.ts';
import type { KubeQuery } from './connection.ts';
import type { KubeError } from './kube-error.ts';
import type { ListPage } from './list.ts';

/** What to follow, how, and who is told; see `reflect`. */
export type ReflectOptions<T> = {
  client: Pick<KubeClient, 'list' | 'watch'>;
  /** Collections that make one whole, e.g. one for each namespace; usually a single one. */
  paths: readonly string[];
  query?: KubeQuery;
  /** The kind of each object, e.g. `Node`; objects that name another one cannot be read. */
  kind?: string;
  project: (object: unknown) => T | null;
  uidOf: (item: T) => string;
  /** Plural of what is listed, for messages: "machines". */
  what: string;
  /** `watch` keeps a watch open for each path; `poll` opens one for a moment every `pollMs`. */
  mode: 'watch' | 'poll';
  pollMs: number;
  /** Everything is listed anew this often, in case an event was lost. */
  resyncMs: number;
  timing?: Partial<ReflectTiming>;
  /** Runs a listing when it is its turn; bounds how many run at once. */
  listing: <R>(run: () => Promise<R>) => Promise<R>;
  /** Does the same for the short watches of `poll`, most of whose time is waiting; they run at once when it is not given. */
  polling?: <R>(run: () => Promise<R>) => Promise<R>;
  /** A listing; only when `pages` ends without throwing was everything seen. */
  onPages: (pages: AsyncIterable<ListPage<T>>) => Promise<void>;
  onChanges: (upserts: T[], deletes: string[]) => Promise<void>;
  /** Everything delivered so far is what the server has now. */
  onCurrent: () => Promise<void>;
  /** The server cannot be read at the moment; trying goes on. */
  onError: (error: KubeError) => Promise<void>;
  /** A callback above threw; the collection is listed anew after a pause. */
  onDeliveryFailure: (error: unknown) => void;
  signal: AbortSignal;
};

/** Pauses and patience of one reflector. */
export type ReflectTiming = { backoff: Backoff; batchMs: number; silenceMs: number; watchSeconds: number };
