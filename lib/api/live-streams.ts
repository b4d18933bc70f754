import type { LiveHint } from '#lib/live/hints.ts';
import type { HintListener } from '#lib/live/listen.ts';
import { ApiError } from './api-error.ts';

/** How one stream behaves; `viewer` is whose it is, `isAllowed` is asked again every `recheckMs`, and false ends the stream. */
export type LiveStreamOptions = { viewer: string; signal: AbortSignal; isAllowed: () => Promise<boolean>; heartbeatMs?: number; recheckMs?: number };

const retryMs = 2_000;
// A page holds one; what goes beyond this is a program that does not close them.
const mostByViewer = 100;

/**
 * The open event streams of this process (WHATWG HTML §9.2), all fed from one LISTEN connection. A frame is
 * `data:` with a LiveHint as JSON. Closing ends every stream, so that the server can stop.
 */
export class LiveStreams {
  readonly #listener: HintListener;
  readonly #stop = new AbortController();
  readonly #open = new Map<string, number>();

  constructor(listener: HintListener) {
    this.#listener = listener;
  }

  /** A stream for one client until it goes away, is no longer allowed, or this process stops. Throws ApiError `too-many-streams`. */
  open({ viewer, signal, isAllowed, heartbeatMs = 15_000, recheckMs = 30_000 }: LiveStreamOptions): ReadableStream<Uint8Array> {
    const others = this.#open.get(viewer) ?? 0;
    if (others >= mostByViewer) throw new ApiError('too-many-streams', `You have ${mostByViewer} event streams open. Close some; pages ask every 15 s meanwhile.`, { retryable: true, headers: { 'retry-after': '15' } });
    this.#open.set(viewer, others + 1);
    const ended = AbortSignal.any([signal, this.#stop.signal]);
    const subscription = this.#listener.subscribe(ended);
    const hints = subscription[Symbol.asyncIterator]();
    const encoder = new TextEncoder();
    let timers: NodeJS.Timeout[] = [];
    let over = false;
    const end = () => {
      if (over) return;
      over = true;
      this.#close(viewer);
      for (const timer of timers) clearInterval(timer);
      timers = [];
      subscription.close();
    };
    return new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          const send = (text: string) => controller.enqueue(encoder.encode(text));
          send(`retry: ${retryMs}\n\n: listening\n\n`);
          const heartbeat = setInterval(() => {
            // A client that does not read fills its queue no further: it gets one comment at most beyond what waits.
            if ((controller.desiredSize ?? 0) > 0) send(': here\n\n');
          }, heartbeatMs);
          const recheck = setInterval(() => {
            void isAllowed().then((allowed) => allowed || end(), () => undefined);
          }, recheckMs);
          timers = [heartbeat, recheck];
          ended.addEventListener('abort', end, { once: true });
        },
        pull: async (controller) => {
          const { done, value } = await hints.next();
          if (!done) return controller.enqueue(encoder.encode(frame(value)));
          end();
          controller.close();
        },
        cancel: end,
      },
      // The subscription bounds and folds what waits; nothing is to pile up here.
      { highWaterMark: 4 },
    );
  }

  #close(viewer: string): void {
    const left = (this.#open.get(viewer) ?? 1) - 1;
    if (left > 0) this.#open.set(viewer, left);
    else this.#open.delete(viewer);
  }

  /** Ends every stream and the connection. */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.#listener.close();
  }
}

function frame(hint: LiveHint): string {
  return `data: ${JSON.stringify(hint)}\n\n`;
}
