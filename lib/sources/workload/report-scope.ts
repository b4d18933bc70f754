import { describeError } from '#lib/kernel/app-error.ts';
import { asKubeError, isUnforeseen } from '#lib/platform/kube/kube-error.ts';
import type { Scope, ScopeStatus, SourceContext } from '../contract.ts';

/** Tells the health of a scope; a sink that fails is logged. */
export async function reportScope({ sink, log }: Pick<SourceContext, 'sink' | 'log'>, scope: Scope, status: ScopeStatus): Promise<void> {
  await sink.status(scope, status).catch((error: unknown) => log.warn({ ...scope, error: describeError(error) }, 'the health of a scope could not be stored'));
}

/** What was thrown while a cluster was read, as the health of a scope; the cause of what nobody foresaw is logged. */
export function failingStatus({ log }: Pick<SourceContext, 'log'>, thrown: unknown): ScopeStatus {
  const error = asKubeError(thrown);
  if (isUnforeseen(error)) log.warn({ error: describeError(error.cause) }, error.message);
  return { state: 'failing', code: error.code, message: error.message };
}
