import { X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import { KubeError } from './kube-error.ts';

/** Throws `certificate-expired` when the base64 PEM certificate is not valid at `now` (epoch ms), `invalid-kubeconfig` when it is none. */
export function checkClientCertificate(certData: string, now: number): void {
  const { validFromDate, validToDate } = readEmbedded(certData, 'client certificate');
  if (validToDate.getTime() <= now) {
    throw new KubeError('certificate-expired', `The client certificate in the kubeconfig expired on ${day(validToDate)}. Make a new kubeconfig; nothing was asked of the cluster.`);
  }
  if (validFromDate.getTime() > now + 5 * 60_000) {
    throw new KubeError('certificate-expired', `The client certificate in the kubeconfig is valid only from ${day(validFromDate)} on. Compare the clocks.`);
  }
}

/** Throws `invalid-kubeconfig` when embedded certificates or keys cannot be read or do not belong together. */
export function checkTlsMaterial(material: { caData?: string | undefined; certData?: string | undefined; keyData?: string | undefined }): void {
  if (material.caData) readEmbedded(material.caData, 'certificate authority');
  if (!material.certData || !material.keyData) return;
  try {
    createSecureContext({ cert: decode(material.certData), key: decode(material.keyData) });
  } catch {
    throw new KubeError('invalid-kubeconfig', 'The client key in the kubeconfig cannot be read or does not belong to the client certificate.');
  }
}

/** Throws `invalid-kubeconfig` with the `refusal` when the content is no certificate. */
export function readCertificate(content: Buffer, refusal: string): X509Certificate {
  try {
    return new X509Certificate(content);
  } catch {
    throw new KubeError('invalid-kubeconfig', refusal);
  }
}

const readEmbedded = (base64: string, what: string): X509Certificate => readCertificate(decode(base64), `The ${what} in the kubeconfig is no PEM certificate in base64.`);
const decode = (base64: string): Buffer => Buffer.from(base64, 'base64');
const day = (date: Date): string => date.toISOString().slice(0, 16).replace('T', ' ') + ' UTC';
