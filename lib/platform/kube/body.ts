import type { IncomingMessage } from 'node:http';
import { KubeError } from './kube-error.ts';

/** A text shorter than this is parsed without a look at how it is built: it cannot grow to much. */
const trustedChars = 4 * 1024 * 1024;
/** No object of Kubernetes is nested like this; whatever reads such a text by recursion would fall over it. */
export const maxJsonDepth = 1_000;
const maxValues = 1_500_000;

/**
 * Reads a whole body of at most `maxBytes` as text. Throws KubeError `too-large`, `timeout` after `idleMs`
 * without a byte or `maxMs` altogether, `invalid-response` when it ends before it should, `aborted`.
 */
export async function readBody(
  incoming: IncomingMessage,
  { maxBytes, idleMs, maxMs, server, signal }: { maxBytes: number; idleMs: number; maxMs: number; server: string; signal?: AbortSignal | undefined },
): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  const timer = setTimeout(() => {
    incoming.destroy(new KubeError('timeout', `${server} stopped in the middle of an answer (nothing for ${Math.round(idleMs / 1000)} s).`));
  }, idleMs);
  const deadline = setTimeout(() => {
    incoming.destroy(new KubeError('timeout', `${server} is too slow: an answer was not complete after ${Math.round(maxMs / 1000)} s. Check the network and the load of the API server.`));
  }, maxMs);
  try {
    for await (const chunk of incoming as AsyncIterable<Buffer>) {
      timer.refresh();
      size += chunk.length;
      if (size > maxBytes) {
        throw new KubeError('too-large', `${server} sent an answer larger than ${Math.round(maxBytes / 1024 / 1024)} MiB; it was not read.`);
      }
      chunks.push(chunk);
    }
  } catch (error) {
    incoming.destroy();
    if (signal?.aborted) throw new KubeError('aborted', 'The request was stopped.');
    if (error instanceof KubeError) throw error;
    throw new KubeError('invalid-response', `The answer of ${server} ended half-way; it was not used.`, { cause: error });
  } finally {
    clearTimeout(timer);
    clearTimeout(deadline);
  }
  return Buffer.concat(chunks, size).toString('utf8');
}

/**
 * Parses a body as JSON. Throws KubeError `invalid-response` for what is none, `too-large` for a long text of so many
 * values or so deep that it would take many times its size in memory. The error quotes nothing: a Secret may be inside.
 */
export function parseJsonBody(text: string, server: string): unknown {
  if (text.length > trustedChars && isBloated(text)) {
    throw new KubeError('too-large', `${server} sent an answer of millions of values or of absurd depth; it was not used. Is it a Kubernetes API server?`);
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new KubeError('invalid-response', `${server} answered with something that is no JSON; is it a Kubernetes API server?`);
  }
}

function isBloated(text: string): boolean {
  let depth = 0;
  let values = 0;
  for (let i = 0; i < text.length; i += 1) {
    const char = text.charCodeAt(i);
    if (char === 0x22) {
      const end = endOfString(text, i);
      if (end < 0) return false;
      i = end;
    } else if (char === 0x7b || char === 0x5b) {
      depth += 1;
      values += 1;
    } else if (char === 0x7d || char === 0x5d) depth -= 1;
    else if (char === 0x2c) values += 1;
    if (depth > maxJsonDepth || values > maxValues) return true;
  }
  return false;
}

/** Where the string that begins at `start` ends, or -1. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let backslashes = 0;
    while (text.charCodeAt(end - 1 - backslashes) === 0x5c) backslashes += 1;
    if (backslashes % 2 === 0) return end;
  }
  return -1;
}
