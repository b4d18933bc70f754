import { afterEach, expect, test, vi } from 'vitest';
import { discardBody } from './discard-body.ts';
import { readJsonBody } from './request-body.ts';

afterEach(() => vi.useRealTimers());

const chunk = new Uint8Array(64 * 1024).fill(0x20);

/** A request whose client goes on sending until it has sent `chunks`, with what became of that. */
function sending(chunks: number) {
  const seen = { sent: 0, cutOff: false };
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (seen.sent === chunks) return controller.close();
        seen.sent += 1;
        controller.enqueue(chunk);
      },
      cancel() {
        seen.cutOff = true;
      },
    },
    { highWaterMark: 0 },
  );
  return { request: new Request('http://tarmac/', { method: 'POST', body, headers: { 'content-type': 'application/json' }, duplex: 'half' } as RequestInit), seen };
}

test('a client that sends too much is heard to its end, so that it gets to read the answer', async () => {
  const { request, seen } = sending(80);
  await expect(readJsonBody(request, 1024 * 1024)).rejects.toMatchObject({ code: 'too-large' });
  expect(seen.sent).toBeLessThan(80);
  await discardBody(request);
  expect(seen).toEqual({ sent: 80, cutOff: false });
});

test('one that sends without end is cut off', async () => {
  const { request, seen } = sending(Infinity);
  await discardBody(request);
  expect(seen).toEqual({ sent: 257, cutOff: true });
});

test('one that stops in the middle is not waited for', async () => {
  vi.useFakeTimers();
  const cancel = vi.fn();
  const discarded = discardBody({ body: new ReadableStream({ pull: () => new Promise(() => undefined), cancel }) });
  await vi.advanceTimersByTimeAsync(5000);
  await discarded;
  expect(cancel).toHaveBeenCalled();
});

test('a body that was read, and none at all, cost nothing', async () => {
  const { request } = sending(1);
  expect(await readJsonBody(request, 1024 * 1024)).toBeNull();
  await expect(discardBody(request)).resolves.toBeUndefined();
  await expect(discardBody(new Request('http://tarmac/'))).resolves.toBeUndefined();
});
