import { maxJsonDepth } from './body.ts';
import { KubeError } from './kube-error.ts';

const quote = 0x22, backslash = 0x5c, open = 0x7b, close = 0x7d, openList = 0x5b, closeList = 0x5d;

/**
 * Cuts a stream of JSON objects into one text per object. Objects may be parted by newlines (kube-apiserver)
 * or by nothing and spread over lines (servers that print JSON nicely). `push` throws KubeError
 * `invalid-response` for anything between objects that is not white space and for absurd depth, `too-large` for an object beyond `maxFrameBytes`.
 */
export function createFrameSplitter(server: string, maxFrameBytes: number): {
  push(chunk: Buffer): string[];
  /** Whether an object has begun and not ended. */
  pending(): boolean;
} {
  let held: Buffer[] = [];
  let heldBytes = 0;
  let depth = 0;
  let inString = false;
  let escaped = false;

  function push(chunk: Buffer): string[] {
    const frames: string[] = [];
    let start = depth > 0 ? 0 : -1;
    for (let i = 0; i < chunk.length; i += 1) {
      const byte = chunk[i]!;
      if (inString) {
        if (escaped) escaped = false;
        else if (byte === backslash) escaped = true;
        else if (byte === quote) inString = false;
      } else if (depth === 0) {
        if (byte === open) {
          depth = 1;
          start = i;
        } else if (byte !== 0x0a && byte !== 0x0d && byte !== 0x20 && byte !== 0x09) {
          throw new KubeError('invalid-response', `The watch on ${server} delivered something that is no JSON; it is begun anew.`);
        }
      } else if (byte === quote) inString = true;
      else if (byte === open || byte === openList) {
        depth += 1;
        if (depth > maxJsonDepth) {
          throw new KubeError('invalid-response', `The watch on ${server} delivered an object of absurd depth; it was not read, and the watch is begun anew.`);
        }
      } else if ((byte === close || byte === closeList) && (depth -= 1) === 0) {
        held.push(chunk.subarray(start, i + 1));
        frames.push(Buffer.concat(held).toString('utf8'));
        held = [];
        heldBytes = 0;
        start = -1;
      }
    }
    if (start >= 0) {
      heldBytes += chunk.length - start;
      if (heldBytes > maxFrameBytes) {
        throw new KubeError('too-large', `The watch on ${server} delivered an object larger than ${Math.round(maxFrameBytes / 1024 / 1024)} MiB; it was not read.`);
      }
      // A copy, so that a small rest does not hold the whole network buffer.
      held.push(Buffer.from(chunk.subarray(start)));
    }
    return frames;
  }

  return { push, pending: () => depth > 0 };
}
