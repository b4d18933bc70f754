import { z } from 'zod';
import { createKubeClient } from '#lib/platform/kube/client.ts';
import { asKubeError } from '#lib/platform/kube/kube-error.ts';

/** What a trial of a connection came to, in a sentence for the person who entered it. */
export type SourceCheck = { ok: boolean; message: string; version: string | null };

const timeoutMs = 10_000;
const versionInfo = z.object({ gitVersion: z.string().max(100) });

/**
 * Tries a kubeconfig: reads it (no exec plugins, no file references) and asks the API server for its version, within
 * ten seconds. Stores nothing; everything that goes wrong is an answer, never thrown.
 */
export async function checkSourceConnection({ kubeconfig, context }: { kubeconfig: string; context: string | null }, signal?: AbortSignal): Promise<SourceCheck> {
  const timeout = AbortSignal.timeout(timeoutMs);
  let client: ReturnType<typeof createKubeClient> | null = null;
  try {
    client = createKubeClient({ kubeconfig, context, timeouts: { connectMs: timeoutMs, headersMs: timeoutMs, idleMs: timeoutMs } });
    const asked = { what: 'tell its version', signal: signal ? AbortSignal.any([signal, timeout]) : timeout };
    const { gitVersion } = await client.getJson('/version', versionInfo, asked);
    return { ok: true, message: `The API server answers; it runs ${gitVersion}.`, version: gitVersion };
  } catch (thrown) {
    const message = timeout.aborted ? `The API server did not answer within ${timeoutMs / 1000} seconds.` : asKubeError(thrown).message;
    return { ok: false, message, version: null };
  } finally {
    client?.close();
  }
}
