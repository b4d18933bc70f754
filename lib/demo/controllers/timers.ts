/**
 * Waits of one cluster's controllers. A controller asks in each pass whether a wait is over; the first
 * question starts it. Waits that nobody asks for any more are forgotten.
 */
export class Timers {
  readonly #dueAt = new Map<string, number>();
  readonly #asked = new Set<string>();
  readonly #speed: number;
  #now = 0;

  constructor(speed: number) {
    this.#speed = speed;
  }

  /** Begins a pass at this time. */
  begin(now: number): void {
    this.#now = now;
    this.#asked.clear();
  }

  /** Whether `ms` (of demo time) have passed since the wait was first asked for. */
  over(id: string, ms: number): boolean {
    this.#asked.add(id);
    let dueAt = this.#dueAt.get(id);
    if (dueAt === undefined) {
      dueAt = this.#now + ms / this.#speed;
      this.#dueAt.set(id, dueAt);
    }
    return this.#now >= dueAt;
  }

  /** Ends a pass; gives the time at which the next wait is over, null when there is none. */
  end(): number | null {
    let next: number | null = null;
    for (const [id, dueAt] of this.#dueAt) {
      if (!this.#asked.has(id)) this.#dueAt.delete(id);
      else if (dueAt > this.#now && (next === null || dueAt < next)) next = dueAt;
    }
    return next;
  }
}
