import { KubeConfig } from '@kubernetes/client-node';
import { createHash } from 'node:crypto';
import { Agent as HttpAgent, type OutgoingHttpHeaders } from 'node:http';
import { Agent as HttpsAgent, type RequestOptions } from 'node:https';
import { createSecureContext } from 'node:tls';
import { checkClientCertificate } from './client-certificate.ts';
import { KubeError } from './kube-error.ts';
import type { Kubeconfig } from './kubeconfig.ts';
import { readReferencedFiles } from './referenced-files.ts';
import { runSignInProgram, type SignIn } from './sign-in-program.ts';

/** What one request needs: sockets with the right TLS, and the headers that say who asks. */
export type Credentials = { agent: HttpAgent; headers: OutgoingHttpHeaders };

const reloadMs = 60_000;
const providerTimeoutMs = 30_000;

/**
 * The credentials of a kubeconfig through @kubernetes/client-node (certificates, tokens, exec plugins,
 * files, proxies), loaded once and again every minute when they can change. All requests share one agent.
 * A proxy has `connectMs` to make a tunnel. `current` throws KubeError `credentials-failed`, `certificate-expired` or `invalid-kubeconfig`.
 */
export function createCredentials(kubeconfig: Kubeconfig, connectMs: number): {
  current(): Promise<Credentials>;
  /**
   * Forgets what is loaded, exec tokens included, unless what was refused has been replaced already; false when
   * nothing can change and asking again is no use.
   */
  refresh(refused: Credentials): boolean;
  close(): void;
} {
  const { cluster, user } = kubeconfig;
  const changing = Boolean(user.exec ?? user.authProvider ?? user.certFile ?? user.keyFile ?? kubeconfig.tokenFile ?? cluster.caFile);
  let signedIn: SignIn | null = null;
  let loaded: Promise<Credentials> | null = null;
  let latest: Credentials | null = null;
  let loadedAt = 0;
  let agent: { key: string; agent: HttpAgent } | null = null;

  async function build(): Promise<Credentials> {
    const whole = await readReferencedFiles(kubeconfig);
    if (whole.user.certData) checkClientCertificate(whole.user.certData, Date.now());
    const options = await applyCredentials(load(whole), connectMs);
    if (user.exec) {
      if (!signedIn || (signedIn.expiresAt !== null && signedIn.expiresAt <= Date.now())) signedIn = await runSignInProgram(user.exec);
      if (signedIn.token) options.headers = { ...options.headers as OutgoingHttpHeaders, Authorization: `Bearer ${signedIn.token}` };
      if (signedIn.certificate && signedIn.key) Object.assign(options, { cert: signedIn.certificate, key: signedIn.key });
    }
    const key = tlsFingerprint(options);
    if (agent?.key !== key) agent = { key, agent: cluster.proxyUrl && options.agent instanceof HttpAgent ? options.agent : createAgent(kubeconfig.server, options) };
    const headers: OutgoingHttpHeaders = { ...options.headers as OutgoingHttpHeaders };
    if (options.auth) headers.authorization = `Basic ${Buffer.from(options.auth).toString('base64')}`;
    if (kubeconfig.impersonateGroups.length > 0) headers['impersonate-group'] = [...kubeconfig.impersonateGroups];
    return (latest = { agent: agent.agent, headers });
  }

  return {
    current() {
      if (loaded && (!changing || Date.now() - loadedAt < reloadMs)) return loaded;
      loadedAt = Date.now();
      const attempt = build();
      loaded = attempt;
      attempt.catch(() => {
        if (loaded === attempt) loaded = null;
      });
      return attempt;
    },
    refresh(refused) {
      if (!changing) return false;
      if (refused !== latest) return true;
      latest = null;
      signedIn = null;
      loaded = null;
      return true;
    },
    close() {
      agent?.agent.destroy();
    },
  };
}

function load(kubeconfig: Kubeconfig): KubeConfig {
  const config = new KubeConfig();
  // client-node would run a sign-in program without an end to its time or its output, and remember nonsense.
  config.loadFromClusterAndUser({ ...kubeconfig.cluster }, { ...kubeconfig.user, exec: undefined });
  return config;
}

async function applyCredentials(config: KubeConfig, connectMs: number): Promise<RequestOptions> {
  // The agent of a proxy would wait for it, and keep the socket, without an end.
  const options: RequestOptions = { timeout: connectMs };
  let timer: NodeJS.Timeout | undefined;
  // An auth provider may ask a host that hangs.
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('timed out')), providerTimeoutMs);
  });
  try {
    await Promise.race([config.applyToHTTPSOptions(options), late]);
  } catch {
    // A parse error may not be kept: it can hold a token.
    throw new KubeError('credentials-failed', 'The auth provider or the proxy-url of the kubeconfig gives no credentials to use. Check both, or sign in by a token or a certificate.');
  } finally {
    clearTimeout(timer);
  }
  const { headers } = options;
  // An auth provider may end a token with a newline, which no header may hold.
  if (headers && 'Authorization' in headers) headers.Authorization = String(headers.Authorization).trim();
  return options;
}

function createAgent(server: string, options: RequestOptions): HttpAgent {
  const pool = { keepAlive: true, keepAliveMsecs: 30_000, maxFreeSockets: 1, timeout: 60_000 };
  if (server.startsWith('http:')) return new HttpAgent(pool);
  try {
    // One parsed context for all sockets: a context per socket would cost tens of kilobytes each.
    const secureContext = createSecureContext({ ca: options.ca, cert: options.cert, key: options.key });
    return new HttpsAgent({
      ...pool,
      secureContext,
      rejectUnauthorized: options.rejectUnauthorized ?? true,
      ...(options.servername ? { servername: options.servername } : {}),
    });
  } catch {
    throw new KubeError('invalid-kubeconfig', 'The certificates or the key that the kubeconfig refers to cannot be read or do not belong together.');
  }
}

function tlsFingerprint(options: RequestOptions): string {
  const hash = createHash('sha256');
  for (const part of [options.ca, options.cert, options.key, options.servername]) hash.update(String(part)).update('\0');
  return hash.digest('hex');
}
