import type { Cluster, User } from '@kubernetes/client-node';
import { isAbsolute, join } from 'node:path';
import { checkClientCertificate, checkTlsMaterial } from './client-certificate.ts';
import { KubeError } from './kube-error.ts';
import { clusterSchema, contextSchema, pickNamed, readKubeconfigFile, userSchema, type KubeconfigUser } from './kubeconfig-schema.ts';

/** One context of a kubeconfig, checked, in the form that @kubernetes/client-node takes. */
export type Kubeconfig = {
  server: string;
  contextName: string;
  cluster: Cluster;
  user: User;
  /** File that holds the token, read again when it may have changed. */
  tokenFile: string | undefined;
  impersonateGroups: readonly string[];
};

/** Which context is used, and what a kubeconfig may reach for; nothing outside of its text unless allowed. */
export type KubeconfigOptions = {
  /** Context to use; `current-context` when null. */
  context?: string | null;
  /** Exec plugins and auth providers run programs: only for kubeconfigs of the operator's own machine. */
  allowExec?: boolean;
  /** References to local files, likewise. */
  allowFiles?: boolean;
  /** Folder that relative file references start from. */
  baseDirectory?: string | null;
};

/**
 * Reads a kubeconfig's text (Kubernetes `clientcmd/api/v1` Config) and checks the one context that is used.
 * Throws KubeError `invalid-kubeconfig`, `kubeconfig-refused` or `certificate-expired`; opens no file and no connection.
 */
export function parseKubeconfig(text: string, options: KubeconfigOptions = {}): Kubeconfig {
  const file = readKubeconfigFile(text);
  const contextName = options.context ?? (file['current-context'] || (file.contexts.length === 1 ? file.contexts[0]!.name : ''));
  if (!contextName) throw new KubeError('invalid-kubeconfig', 'The kubeconfig names no current-context; say which context to use.');
  const context = pickNamed(file.contexts, 'context', contextName, contextSchema);
  const cluster = pickNamed(file.clusters, 'cluster', context.cluster, clusterSchema);
  const user: KubeconfigUser = context.user ? pickNamed(file.users, 'user', context.user, userSchema) : {};
  refuseUntrusted(cluster['certificate-authority'], user, options);
  const server = checkServer(cluster.server);
  const path = (reference: string | undefined): string | undefined =>
    reference && options.baseDirectory && !isAbsolute(reference) ? join(/* turbopackIgnore: true */ options.baseDirectory, reference) : reference;

  const caData = cluster['certificate-authority-data'];
  const certData = user['client-certificate-data'];
  const keyData = user['client-key-data'];
  if (Boolean(certData ?? user['client-certificate']) !== Boolean(keyData ?? user['client-key'])) {
    throw new KubeError('invalid-kubeconfig', 'The kubeconfig has a client certificate without its key, or a key without its certificate.');
  }
  if (certData) checkClientCertificate(certData, Date.now());
  checkTlsMaterial({ caData, certData, keyData });

  return {
    server,
    contextName,
    tokenFile: path(user.tokenFile),
    impersonateGroups: user['as-groups'] ?? [],
    cluster: {
      name: context.cluster,
      server,
      // client-node refuses plain http otherwise; there is no TLS to skip then.
      skipTLSVerify: cluster['insecure-skip-tls-verify'] === true || server.startsWith('http:'),
      ...(caData ? { caData } : { caFile: path(cluster['certificate-authority']) }),
      tlsServerName: cluster['tls-server-name'],
      proxyUrl: checkProxy(cluster['proxy-url']),
    },
    user: {
      name: context.user ?? 'anonymous',
      certData,
      certFile: certData ? undefined : path(user['client-certificate']),
      keyData,
      keyFile: keyData ? undefined : path(user['client-key']),
      exec: user.exec ? { ...user.exec, command: user.exec.command.includes('/') ? path(user.exec.command)! : user.exec.command } : undefined,
      authProvider: user['auth-provider'],
      token: user.tokenFile ? undefined : user.token,
      username: user.username,
      password: user.password,
      impersonateUser: user.as,
    },
  };
}

function refuseUntrusted(caFile: string | undefined, user: KubeconfigUser, options: KubeconfigOptions): void {
  if (!options.allowExec && (user.exec ?? user['auth-provider'])) {
    throw new KubeError('kubeconfig-refused', 'The kubeconfig runs a program to sign in, which Tarmac does only for kubeconfig files on its own machine. Use a token or a client certificate here, or name the file in tarmac.yaml.');
  }
  if (!options.allowFiles && (caFile ?? user['client-certificate'] ?? user['client-key'] ?? user.tokenFile)) {
    throw new KubeError('kubeconfig-refused', 'The kubeconfig refers to local files, which Tarmac reads only for kubeconfig files on its own machine. Embed them (kubectl config view --raw --flatten).');
  }
}

const proxySchemes = new Set(['http:', 'https:', 'socks:', 'socks4:', 'socks4a:', 'socks5:', 'socks5h:']);

function checkProxy(text: string | undefined): string | undefined {
  if (!text) return undefined;
  const url = URL.parse(text);
  if (!url?.hostname || !proxySchemes.has(url.protocol)) throw new KubeError('invalid-kubeconfig', 'The proxy-url in the kubeconfig is no http://, https:// or socks5:// address.');
  return text;
}

function checkServer(text: string): string {
  const url = URL.parse(text);
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:') || url.username || url.password || url.search || url.hash) {
    throw new KubeError('invalid-kubeconfig', 'The server in the kubeconfig is no https:// address.');
  }
  return url.href.replace(/\/+$/, '');
}
