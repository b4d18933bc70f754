import { parseKubernetesVersion } from '#lib/kernel/kubernetes-version.ts';
import type { SupportState } from './model.ts';

/** One Kubernetes minor's dates (`YYYY-MM-DD`, UTC); kubernetes/website `data/releases/schedule.yaml`. */
export type SupportedMinor = {
  minor: string;
  released: string;
  maintenanceFrom: string | null;
  endOfLife: string;
  latestPatch: string | null;
};

/** Support of Kubernetes minors as of a day (`YYYY-MM-DD`), and where it is from. */
export type SupportCalendar = { asOf: string; origin: string; minors: readonly SupportedMinor[] };

/**
 * The support of `version` on the day of `now`. Support ends after the end-of-life day itself.
 * A version that the calendar does not list is unknown, never supported.
 */
export function supportOf(
  version: string | null,
  calendar: SupportCalendar,
  now: Date,
): { state: SupportState; endOfLife: string | null } {
  const parsed = parseKubernetesVersion(version);
  const entry = parsed && calendar.minors.find((candidate) => candidate.minor === parsed.minorName);
  if (!entry) return { state: 'unknown', endOfLife: null };
  const today = now.toISOString().slice(0, 10);
  const state =
    today > entry.endOfLife
      ? 'ended'
      : entry.maintenanceFrom !== null && today >= entry.maintenanceFrom
        ? 'maintenance'
        : 'supported';
  return { state, endOfLife: entry.endOfLife };
}
