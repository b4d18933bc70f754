/** Rows as they are shown while new data waits to be re-ordered, and how many differ from where they belong. */
export type StableOrder<T> = { rows: T[]; gone: ReadonlySet<string>; changes: number };

/**
 * Puts fresh data into the order that a person is looking at. Rows that are still there keep their place and get their new
 * values; rows that left stay, marked in `gone`, with what was last known of them; rows after the last one known (the next
 * page) follow at the end; rows that would come in between wait. `changes` counts what applying the new order would move.
 */
export function keepOrder<T>(shown: readonly string[], known: ReadonlyMap<string, T>, next: readonly T[], idOf: (row: T) => string): StableOrder<T> {
  const fresh = new Map(next.map((row) => [idOf(row), row]));
  const shownIds = new Set(shown);
  const rows: T[] = [];
  const gone = new Set<string>();
  for (const id of shown) {
    const row = fresh.get(id) ?? known.get(id);
    if (row === undefined) continue;
    if (!fresh.has(id)) gone.add(id);
    rows.push(row);
  }
  const lastKnown = next.findLastIndex((row) => shownIds.has(idOf(row)));
  let waiting = 0;
  next.forEach((row, index) => {
    if (shownIds.has(idOf(row))) return;
    if (index > lastKnown) rows.push(row);
    else waiting += 1;
  });
  const position = new Map(shown.map((id, index) => [id, index]));
  const sequence = next.flatMap((row) => position.get(idOf(row)) ?? []);
  return { rows, gone, changes: gone.size + waiting + (sequence.length - longestRising(sequence)) };
}

/** Length of the longest strictly rising subsequence: the rows that need not move. */
function longestRising(sequence: readonly number[]): number {
  const tails: number[] = [];
  for (const value of sequence) {
    let low = 0;
    let high = tails.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (tails[middle]! < value) low = middle + 1;
      else high = middle;
    }
    tails[low] = value;
  }
  return tails.length;
}
