/** Ticked rows by id, and the filters of which every match is meant, if so. */
export type Selection = { ticks: Record<string, true>; allFor: string | null };

/** Where every selection begins. */
export const nothingSelected: Selection = { ticks: {}, allFor: null };

/** The selection under these filters: every match of other filters is no selection any more, nor are the ticks that it was made of. */
export function keepSelection(selection: Selection, filterKey: string): Selection {
  return selection.allFor === null || selection.allFor === filterKey ? selection : nothingSelected;
}

/** The ids of the ticked rows, in the order in which they were ticked. */
export function tickedIds({ ticks }: Selection): string[] {
  return Object.keys(ticks);
}

/** A campaign takes at most this many clusters; the contract says so. */
export const mostTargets = 500;

/**
 * The targets of a campaign out of what was read for "all matching", `mostTargets + 1` at most: those, or null when by now more match than one takes.
 * With `first` more are expected and left out, as was asked for.
 */
export function targetsOf<C>(read: readonly C[], first: boolean): C[] | null {
  return !first && read.length > mostTargets ? null : read.slice(0, mostTargets);
}
