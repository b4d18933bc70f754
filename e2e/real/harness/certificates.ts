import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Paths of the certificates of one API server and everything that talks to it. All are PEM files. */
export interface Certificates {
  readonly caPath: string;
  readonly serverFolder: string;
  readonly serverCertPath: string;
  readonly serverKeyPath: string;
  readonly adminCertPath: string;
  readonly adminKeyPath: string;
  readonly serviceAccountKeyPath: string;
  /** The authority's certificate as a `caBundle` wants it. */
  readonly caBase64: string;
}

/**
 * Makes an authority, a serving certificate for loopback (`tls.crt` and `tls.key`, the names that webhook servers look for)
 * and a client certificate of `system:masters` in `folder`. Throws when openssl fails.
 */
export async function makeCertificates(folder: string): Promise<Certificates> {
  mkdirSync(folder, { recursive: true });
  const ca = { cert: join(folder, 'ca.crt'), key: join(folder, 'ca.key') };
  await makeKey(ca.key);
  await run('openssl', ['req', '-x509', '-new', '-key', ca.key, '-subj', '/CN=tarmac-test', '-days', '7', '-out', ca.cert]);
  await issue(folder, ca, 'tls', '/CN=localhost', "subjectAltName=DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=serverAuth");
  await issue(folder, ca, 'admin', '/O=system:masters/CN=tarmac-test-admin', 'extendedKeyUsage=clientAuth');
  const serviceAccountKeyPath = join(folder, 'service-account.key');
  await makeKey(serviceAccountKeyPath);
  return {
    caPath: ca.cert,
    serverFolder: folder,
    serverCertPath: join(folder, 'tls.crt'),
    serverKeyPath: join(folder, 'tls.key'),
    adminCertPath: join(folder, 'admin.crt'),
    adminKeyPath: join(folder, 'admin.key'),
    serviceAccountKeyPath,
    caBase64: readFileSync(ca.cert).toString('base64'),
  };
}

async function issue(
  folder: string,
  ca: { cert: string; key: string },
  name: string,
  subject: string,
  extensions: string,
): Promise<void> {
  const path = (extension: string): string => join(folder, `${name}.${extension}`);
  await makeKey(path('key'));
  writeFileSync(path('ext'), extensions);
  await run('openssl', ['req', '-new', '-key', path('key'), '-subj', subject, '-out', path('csr')]);
  await run('openssl', [
    'x509', '-req', '-in', path('csr'), '-CA', ca.cert, '-CAkey', ca.key, '-CAcreateserial',
    '-days', '7', '-extfile', path('ext'), '-out', path('crt'),
  ]);
}

async function makeKey(path: string): Promise<void> {
  await run('openssl', ['ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', path]);
}
