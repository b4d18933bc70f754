import type { IncomingMessage } from 'node:http';
import { KubeError } from './kube-error.ts';

/**
 * Reads a whole body of at most `maxBytes` as text. Throws KubeError `too-large`, `timeout` after `idleMs`
 * without a byte, `invalid-response` when it ends before it should, `aborted`.
 */
export async function readBody(
  incoming: IncomingMessage,
  { maxBytes, idleMs, server, signal }: { maxBytes: number; idleMs: number; server: string; signal?: AbortSignal | undefined },
): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  const timer = setTimeout(() => {
    incoming.destroy(new KubeError('timeout', `${server} stopped in the middle of an answer (nothing for ${Math.round(idleMs / 1000)} s).`));
  }, idleMs);
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
  }
  return Buffer.concat(chunks, size).toString('utf8');
}

/** Parses a body as JSON; the error quotes nothing of it, because a Secret may be inside. */
export function parseJsonBody(text: string, server: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new KubeError('invalid-response', `${server} answered with something that is no JSON; is it a Kubernetes API server?`);
  }
}
