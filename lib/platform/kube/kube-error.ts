import { AppError } from '#lib/kernel/app-error.ts';

/** Everything that can go wrong between us and a Kubernetes API server. */
export type KubeErrorCode =
  | 'invalid-kubeconfig'
  | 'kubeconfig-refused'
  | 'certificate-expired'
  | 'credentials-failed'
  | 'unreachable'
  | 'timeout'
  | 'tls'
  | 'unauthorized'
  | 'forbidden'
  | 'not-found'
  | 'conflict'
  | 'expired'
  | 'throttled'
  | 'rejected'
  | 'server-error'
  | 'invalid-response'
  | 'too-large'
  | 'aborted';

const retryableCodes: ReadonlySet<KubeErrorCode> = new Set([
  'unreachable', 'timeout', 'conflict', 'expired', 'throttled', 'server-error', 'invalid-response',
]);

/**
 * A failure of a kubeconfig, a connection or an answer, in a sentence for the person on call.
 * `message` names the server and never holds a credential or a part of a body.
 */
export class KubeError extends AppError<KubeErrorCode> {
  /** HTTP status of the answer, when there was one. */
  readonly status: number | null;
  /** What the server asked for with Retry-After, in milliseconds. */
  readonly retryAfterMs: number | null;

  constructor(
    code: KubeErrorCode,
    message: string,
    options: { cause?: unknown; status?: number; retryAfterMs?: number | null } = {},
  ) {
    super(code, message, { retryable: retryableCodes.has(code), cause: options.cause });
    this.name = 'KubeError';
    this.status = options.status ?? null;
    this.retryAfterMs = options.retryAfterMs ?? null;
  }
}

/** Whatever was thrown as a KubeError; something unforeseen becomes `server-error` with its text kept as the cause. */
export function asKubeError(thrown: unknown): KubeError {
  if (thrown instanceof KubeError) return thrown;
  if (thrown instanceof Error && thrown.name === 'AbortError') {
    return new KubeError('aborted', 'The request was stopped.');
  }
  return new KubeError('server-error', unforeseen, { cause: thrown });
}

const unforeseen = 'The request failed in a way that was not foreseen; the log has the cause.';

/** Whether the error says that the log has its cause, which then has to be written there. */
export const isUnforeseen = (error: KubeError): boolean => error.message === unforeseen;
