import type { Noun } from '#lib/sources/contract.ts';
import { SyncError } from './sync-error.ts';

/**
 * How many objects one scope may hold: far more than is real (Kubernetes is tested to 150,000 pods a cluster), and few
 * enough that a server which invents names for ever fills neither the tables nor the memory. Each cluster brings scopes of its own.
 */
export function scopeBoundOf(noun: Noun): number {
  return noun === 'cluster' ? 20_000 : 250_000;
}

type Counts = { kind: string; bound: number; stored: number };

const advice = 'Find out what makes so many, or what answers at that address, and have them deleted; it is tried again by itself.';

/** A listing that shows more than the bound. */
export function endlessListing({ kind, bound, stored }: Counts): SyncError {
  return full(`The listing of ${kind} shows more than ${count(bound)} objects, the most that are stored of one kind from one cluster. It was stopped there: ${count(stored)} are stored, and nothing was deleted. ${advice}`);
}

/** Changes that bring `refused` objects more than the bound. */
export function fullScope({ kind, bound, stored, refused }: Counts & { refused: number }): SyncError {
  return full(`More ${kind} objects came than the ${count(bound)} that are stored at most of one kind from one cluster: ${count(refused)} new ones were not taken. ${count(stored)} are stored, and nothing was deleted to make room. ${advice}`);
}

/** A complete listing of which `refused` objects found no room beside those that were stored before. */
export function crowdedListing({ kind, bound, stored, refused, madeRoom }: Counts & { refused: number; madeRoom: boolean }): SyncError {
  const next = madeRoom
    ? 'What is gone has now been deleted, and the next listing stores the rest.'
    : `Some objects could not be read, so nothing could be deleted to make room. ${advice}`;
  return full(`The listing of ${kind} is complete, but ${count(refused)} new objects found no room among the ${count(bound)} that are stored at most; ${count(stored)} are stored. ${next}`);
}

const full = (message: string): SyncError => new SyncError('scope-full', message, { retryable: true });

const count = (value: number): string => value.toLocaleString('en-GB');
