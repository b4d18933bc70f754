import type { LiveHint } from './hints.ts';

// A reader that is this far behind learns more by asking for everything again.
const maxBuffered = 256;

/** Hints for one reader, buffered up to a bound; beyond it they become one `all` hint. Iterate it once. */
export class HintSubscription implements AsyncIterable<LiveHint> {
  #buffer: LiveHint[] = [];
  #closed = false;
  #wake: (() => void) | null = null;
  readonly #onClose: () => void;

  constructor(onClose: () => void) {
    this.#onClose = onClose;
  }

  push(hint: LiveHint): void {
    if (this.#closed) return;
    if (this.#buffer.length >= maxBuffered) this.#buffer = [{ noun: '*', all: true }];
    else this.#buffer.push(hint);
    this.#wake?.();
  }

  /** Ends the iteration; what is still buffered is not given any more. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#buffer = [];
    this.#onClose();
    this.#wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<LiveHint> {
    try {
      while (!this.#closed) {
        const hint = this.#buffer.shift();
        if (hint) {
          yield hint;
          continue;
        }
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
        this.#wake = null;
      }
    } finally {
      this.close();
    }
  }
}
