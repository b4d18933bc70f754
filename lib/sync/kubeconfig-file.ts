import path from 'node:path';
import { readRegularFile, RegularFileError } from '#lib/platform/config/regular-file.ts';
import type { RegularFileErrorCode } from '#lib/platform/config/regular-file.ts';
import { SyncError } from './sync-error.ts';

const maxKubeconfigBytes = 4 * 1024 * 1024;

const remedies: Readonly<Record<RegularFileErrorCode, string>> = {
  'file-missing': ': put it there, or correct kubeconfigFile in tarmac.yaml',
  'file-below-file': ': correct kubeconfigFile in tarmac.yaml',
  'file-forbidden': ': give that user the right to read it and the folders above it',
  'file-is-folder': ': name the file inside it as kubeconfigFile in tarmac.yaml',
  'file-irregular': ': name one as kubeconfigFile in tarmac.yaml',
  'file-too-large': ', as no kubeconfig is: correct kubeconfigFile in tarmac.yaml',
  'file-failed': ': see to its disk and its rights',
};

/**
 * The text of the kubeconfig that tarmac.yaml names for a source: a regular file of at most 4 MiB. Throws
 * `kubeconfig-unreadable`, whose message says why and what to do; where on the server the file is stands in the cause
 * alone, since everybody who sees the source reads the message.
 */
export async function readKubeconfigFile(file: string): Promise<string> {
  try {
    return (await readRegularFile(file, maxKubeconfigBytes)).toString('utf8');
  } catch (thrown) {
    if (!(thrown instanceof RegularFileError)) throw thrown;
    const cause = new Error(`${file} ${thrown.message}`, { cause: thrown });
    throw new SyncError('kubeconfig-unreadable', `The kubeconfig ${path.basename(file)} that tarmac.yaml names ${thrown.message}${remedies[thrown.code]}.`, { retryable: true, cause });
  }
}
