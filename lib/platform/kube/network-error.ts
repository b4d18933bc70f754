import { KubeError } from './kube-error.ts';

const unreachable: Record<string, string> = {
  ECONNREFUSED: 'the connection was refused; is the API server running and the port right?',
  ENOTFOUND: 'its host name does not resolve; check the name and DNS.',
  EAI_AGAIN: 'DNS did not answer; check name resolution on this machine.',
  EHOSTUNREACH: 'there is no route to the host; check network and firewall.',
  ENETUNREACH: 'the network is unreachable from this machine.',
  ECONNRESET: 'the connection was cut while the request ran.',
  EPIPE: 'the connection was cut while the request was sent.',
  ETIMEDOUT: 'the network gave up waiting for it.',
  ERR_STREAM_PREMATURE_CLOSE: 'the connection was cut while the answer was read.',
};

const tls: Record<string, string> = {
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is not signed by the CA in the kubeconfig.',
  UNABLE_TO_GET_ISSUER_CERT: 'its certificate is not signed by the CA in the kubeconfig.',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate is not signed by the CA in the kubeconfig.',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is not signed by the CA in the kubeconfig.',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed and the kubeconfig has no CA for it.',
  CERT_SIGNATURE_FAILURE: 'its certificate is not signed by the CA in the kubeconfig (same name, other key).',
  CERT_HAS_EXPIRED: 'its own certificate has expired; renew the API server certificate.',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet; compare the clocks.',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name; check the server address or tls-server-name.',
};

/** What Node's network and TLS errors (`error.code`) mean, as a KubeError that names `server`. */
export function networkError(error: unknown, server: string): KubeError {
  if (error instanceof KubeError) return error;
  const code = errorCode(error);
  if (code === 'ABORT_ERR') return new KubeError('aborted', 'The request was stopped.');
  const tlsText = tls[code];
  if (tlsText) return new KubeError('tls', `TLS with ${server} failed: ${tlsText}`, { cause: error });
  if (code === 'EPROTO' || code.startsWith('ERR_SSL') || code.startsWith('ERR_TLS')) {
    return new KubeError('tls', `TLS with ${server} failed: the handshake was not understood (${code}); is it an HTTPS port, and does it accept this client certificate?`, { cause: error });
  }
  if (code === 'ERR_INVALID_CHAR' || code === 'ERR_INVALID_HTTP_TOKEN') {
    // No cause: Node's message may quote the header.
    return new KubeError('credentials-failed', `${server} was not asked: the token or user name for it holds characters that cannot be sent. Make a new kubeconfig.`);
  }
  if (code === 'HPE_HEADER_OVERFLOW') {
    return new KubeError('invalid-response', `${server} sent headers larger than is allowed; what stands between it and Tarmac?`, { cause: error });
  }
  if (code.startsWith('HPE_')) {
    return new KubeError('invalid-response', `${server} does not answer in HTTP; check the address and port.`, { cause: error });
  }
  // All that the agent of an HTTP proxy (hpagent) says.
  const refusal = error instanceof Error ? /^Bad response: (\d+)$/.exec(error.message)?.[1] : undefined;
  if (refusal) return new KubeError('unreachable', `Cannot reach ${server}: the proxy answered ${refusal}; check the address, name and password in proxy-url.`);
  if (isOfSocks(error)) return new KubeError('unreachable', `Cannot reach ${server}: ${error.message}; check the address, name and password in proxy-url.`);
  const text = unreachable[code] ?? `the network failed${code ? ` (${code})` : ''}.`;
  return new KubeError('unreachable', `Cannot reach ${server}: ${text}`, { cause: error });
}

/** What the client of a SOCKS proxy (socks) throws: what it was asked, and in its message what the proxy did. */
function isOfSocks(error: unknown): error is Error {
  return error instanceof Error && 'options' in error && typeof error.options === 'object' && error.options !== null && 'proxy' in error.options;
}

function errorCode(error: unknown): string {
  if (!(error instanceof Error)) return '';
  if (error instanceof AggregateError && error.errors.length > 0) return errorCode(error.errors[0]);
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error.cause === undefined ? '' : errorCode(error.cause);
}
