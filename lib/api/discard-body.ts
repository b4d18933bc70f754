import { secondMs } from '#lib/kernel/duration.ts';

const mostBytes = 16 * 1024 * 1024;
const mostMs = 5 * secondMs;

/**
 * Reads and forgets what is left of a request's body, up to 16 MiB and for 5 s at most. A client that is still sending
 * when the connection closes under it never gets to read why it was refused.
 */
export async function discardBody({ body }: Pick<Request, 'body'>): Promise<void> {
  if (!body || body.locked) return;
  const reader = body.getReader();
  const late = setTimeout(() => void reader.cancel().catch(() => undefined), mostMs);
  try {
    for (let bytes = 0; bytes <= mostBytes; ) {
      const { done, value } = await reader.read();
      if (done) return;
      bytes += value.byteLength;
    }
    await reader.cancel();
  } catch {
    // The client has gone; so has whoever would have read the answer.
  } finally {
    clearTimeout(late);
    reader.releaseLock();
  }
}
