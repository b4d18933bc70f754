/** How many watches a source may hold on workload clusters; what does not fit is polled. */
export type WatchBudget = {
  /** Takes `watches` or nothing; the answer says which. */
  take(watches: number): boolean;
  giveBack(watches: number): void;
};

/** A budget of `limit` watches. */
export function createWatchBudget(limit: number): WatchBudget {
  let left = limit;
  return {
    take(watches) {
      if (watches > left) return false;
      left -= watches;
      return true;
    },
    giveBack(watches) {
      left += watches;
    },
  };
}
