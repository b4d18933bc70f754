type Waiting<T, R> = { item: T; resolve(result: R): void; reject(thrown: unknown): void };

/**
 * Group commit: while one batch is on its way the next one gathers, so that a lone item goes at once and
 * many go together. `flush` gives one result for each item, in order; when it throws, each `add` of the batch does.
 */
export class BatchQueue<T, R> {
  readonly #flush: (items: T[]) => Promise<R[]>;
  readonly #maxItems: number;
  #waiting: Waiting<T, R>[] = [];
  #running = false;

  constructor(flush: (items: T[]) => Promise<R[]>, maxItems = 5_000) {
    this.#flush = flush;
    this.#maxItems = maxItems;
  }

  add(item: T): Promise<R> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      if (!this.#running) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#running = true;
    // What is added in the same turn of the event loop goes together.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, this.#maxItems);
      try {
        const results = await this.#flush(batch.map(({ item }) => item));
        batch.forEach(({ resolve }, index) => resolve(results[index]!));
      } catch (thrown) {
        for (const { reject } of batch) reject(thrown);
      }
    }
    this.#running = false;
  }
}
