import path from 'node:path';
import { readRegularFile, RegularFileError } from '#lib/platform/config/regular-file.ts';
import { checkTlsMaterial, readCertificate } from './client-certificate.ts';
import { KubeError } from './kube-error.ts';
import type { Kubeconfig } from './kubeconfig.ts';

const maxFileBytes = 1024 * 1024;

/**
 * The same kubeconfig with the content of the files that it refers to in their place, as they are now: client-node
 * would wait for a pipe or fill the memory from a device, with all of the process. What the files hold is checked as
 * embedded data is. Throws KubeError `credentials-failed` or `invalid-kubeconfig`.
 */
export async function readReferencedFiles(kubeconfig: Kubeconfig): Promise<Kubeconfig> {
  const { caFile, ...cluster } = kubeconfig.cluster;
  const { certFile, keyFile, ...user } = kubeconfig.user;
  const [ca, cert, key, token] = await Promise.all([
    certificate('certificate authority', caFile),
    certificate('client certificate', certFile),
    read('client key', keyFile),
    read('token', kubeconfig.tokenFile),
  ]);
  const certData = cert ? base64(cert) : user.certData;
  const keyData = key ? base64(key) : user.keyData;
  if (cert ?? key) checkTlsMaterial({ certData, keyData });
  return {
    ...kubeconfig,
    tokenFile: undefined,
    cluster: { ...cluster, caData: ca ? base64(ca) : cluster.caData },
    user: { ...user, certData, keyData, token: token ? token.toString('utf8').trim() : user.token },
  };
}

async function certificate(what: string, file: string | undefined): Promise<Buffer | null> {
  const content = await read(what, file);
  if (file && content) readCertificate(content, `${nameOf(what, file)} is no PEM certificate. Put the right one there.`);
  return content;
}

async function read(what: string, file: string | undefined): Promise<Buffer | null> {
  if (!file) return null;
  try {
    const content = await readRegularFile(file, maxFileBytes);
    if (content.length > 0) return content;
  } catch (thrown) {
    if (!(thrown instanceof RegularFileError)) throw thrown;
    throw new KubeError('credentials-failed', `${nameOf(what, file)} ${thrown.message}. Correct the kubeconfig, or put the file there.`);
  }
  throw new KubeError('credentials-failed', `${nameOf(what, file)} is empty. Put it there again.`);
}

// Without its folder, which the kubeconfig says: everybody who sees the source reads these words.
const nameOf = (what: string, file: string): string => `The ${what} that the kubeconfig refers to, ${path.basename(file)},`;
const base64 = (content: Buffer): string => content.toString('base64');
