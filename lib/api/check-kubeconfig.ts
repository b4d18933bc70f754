import { KubeError } from '#lib/platform/kube/kube-error.ts';
import { parseKubeconfig } from '#lib/platform/kube/kubeconfig.ts';
import { ApiError } from './api-error.ts';

/** Refuses a kubeconfig that could never work, in the words of its reader. Opens no connection. Throws `invalid-input`. */
export function checkKubeconfig(kubeconfig: string, context: string | null): void {
  try {
    parseKubeconfig(kubeconfig, { context });
  } catch (thrown) {
    if (!(thrown instanceof KubeError)) throw thrown;
    throw new ApiError('invalid-input', thrown.message, { cause: thrown, issues: [{ pointer: '/kubeconfig', detail: thrown.message }] });
  }
}
