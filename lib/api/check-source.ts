import { AppError } from '#lib/kernel/app-error.ts';
import type { SourceKindName } from '#lib/kernel/source-kinds.ts';

/** What a trial of a source came to, in a sentence for the person who entered it. */
export type SourceCheck = { ok: boolean; message: string; version: string | null; clusters: number | null };

const timeoutMs = 10_000;

/**
 * Tries a source as its kind does (reads what it would list first) within ten seconds, with a kubeconfig that may run no
 * program and read no file. Stores nothing; what goes wrong outside is an answer, never thrown.
 */
export async function checkSource(source: { name: string; kind: SourceKindName; kubeconfig: string; context: string | null }, signal?: AbortSignal): Promise<SourceCheck> {
  // Loaded when asked for: the Kubernetes client is large, and most web processes never need it.
  const { sourceKinds } = await import('#lib/sources/registry.ts');
  const kind = sourceKinds.find((known) => known.kind === source.kind)!;
  const timeout = AbortSignal.timeout(timeoutMs);
  const settings = { ...source, id: '', trusted: false, baseDirectory: null, namespaces: null, defaults: {}, rules: { environment: [], region: [], team: [] } };
  try {
    const { version, clusters } = await kind.check(settings, signal ? AbortSignal.any([signal, timeout]) : timeout);
    const runs = version === null ? '' : `; it runs ${version}`;
    const found = clusters === null ? '' : `, and shows ${clusters.toLocaleString('en')} ${clusters === 1 ? 'cluster' : 'clusters'}`;
    return { ok: true, message: `The API server answers${runs}${found}.`, version, clusters };
  } catch (thrown) {
    const refused = { ok: false, version: null, clusters: null };
    if (timeout.aborted) return { ...refused, message: `The API server did not answer within ${timeoutMs / 1000} seconds.` };
    if (thrown instanceof AppError) return { ...refused, message: thrown.message };
    throw thrown;
  }
}
