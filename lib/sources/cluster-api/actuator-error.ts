import type { ActuatorErrorCode } from '#lib/campaigns/ports.ts';
import { AppError } from '#lib/kernel/app-error.ts';
import { asKubeError, KubeError, type KubeErrorCode } from '#lib/platform/kube/kube-error.ts';

const codes: Partial<Record<KubeErrorCode, ActuatorErrorCode>> = {
  unauthorized: 'forbidden',
  forbidden: 'forbidden',
  'not-found': 'gone',
  conflict: 'conflict',
  rejected: 'invalid',
  'too-large': 'invalid',
  'invalid-kubeconfig': 'invalid',
  'kubeconfig-refused': 'invalid',
  'certificate-expired': 'forbidden',
  'credentials-failed': 'forbidden',
};

/** What an actuator throws on purpose. */
export function actuatorError(code: ActuatorErrorCode, message: string, retryable = false): AppError<ActuatorErrorCode> {
  return new AppError(code, message, { retryable });
}

/** Anything thrown while acting, as the port's error; trouble on the way counts as `unreachable` and may be retried. */
export function asActuatorError(thrown: unknown): AppError {
  if (thrown instanceof AppError && !(thrown instanceof KubeError)) return thrown;
  const error = asKubeError(thrown);
  const code = codes[error.code] ?? 'unreachable';
  return new AppError<ActuatorErrorCode>(code, error.message, { retryable: code === 'unreachable' || code === 'conflict', cause: error });
}
