import { isDatabaseAway } from '#lib/platform/db/database-away.ts';

/** Whether the database could not be asked at all, by the error or anything that it was caused by: the door answers 503 then. */
export function isDatabaseUnavailable(thrown: unknown): boolean {
  return isDatabaseAway(thrown);
}
