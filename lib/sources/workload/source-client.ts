import { createKubeClient, type KubeClient } from '#lib/platform/kube/client.ts';
import type { SourceSettings } from '../contract.ts';

/** The client of a source's own kubeconfig; throws KubeError when that cannot be used. Only trusted ones may run programs or read files. */
export function openSourceClient(settings: SourceSettings): KubeClient {
  return createKubeClient({
    kubeconfig: settings.kubeconfig,
    context: settings.context,
    allowExec: settings.trusted,
    allowFiles: settings.trusted,
    baseDirectory: settings.baseDirectory,
  });
}
