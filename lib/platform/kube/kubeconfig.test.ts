import { describe, expect, test } from 'vitest';
import { KubeError } from './kube-error.ts';
import { parseKubeconfig } from './kubeconfig.ts';
import { makeTestCertificate } from './test-certificates.ts';
import { testKubeconfig } from './test-server.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');

function errorOf(run: () => unknown): KubeError {
  try {
    run();
  } catch (error) {
    if (error instanceof KubeError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('parseKubeconfig', () => {
  test('reads the current context with its token', () => {
    const read = parseKubeconfig(testKubeconfig('https://127.0.0.1:6443/base/', {}, { token: 'secret' }));
    expect(read.server).toBe('https://127.0.0.1:6443/base');
    expect(read.user.token).toBe('secret');
    expect(read.cluster.skipTLSVerify).toBe(false);
  });

  test('what a template left empty is not given, as kubectl reads it', () => {
    const text = testKubeconfig('https://h', { 'certificate-authority-data': null, 'proxy-url': null, 'insecure-skip-tls-verify': null }, { token: 'secret', as: null, 'as-groups': null, exec: null });
    expect(parseKubeconfig(text)).toEqual(parseKubeconfig(testKubeconfig('https://h', {}, { token: 'secret' })));
  });

  test('skips TLS verification only when the kubeconfig says so', () => {
    expect(parseKubeconfig(testKubeconfig('https://h', { 'insecure-skip-tls-verify': true })).cluster.skipTLSVerify).toBe(true);
  });

  test.each([
    ['text that is no YAML', 'a: [b: {', /no valid YAML \(line 1\)/],
    ['a plain sentence', 'token-abcdef is my token', /is no kubeconfig/],
    ['an empty text', '', /is no kubeconfig/],
    ['a list', '- a', /is no kubeconfig/],
    ['a YAML bomb', `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefgh'.split('').map((key, i) => `${key}: &${key} [${Array(9).fill(`*${'abcdefgh'[i]}`).join(',')}]`).join('\n')}`, /no valid YAML/],
    ['no context at all', '{"contexts": []}', /names no current-context/],
    ['two contexts and no current one', '{"contexts": [{"name": "a"}, {"name": "b"}]}', /names no current-context/],
    ['an unknown current context', '{"current-context": "nope", "contexts": [{"name": "a"}]}', /no context "nope"; it has "a"/],
    ['a context whose cluster is missing', '{"contexts": [{"name": "a", "context": {"cluster": "gone"}}]}', /no cluster "gone"/],
    ['a context whose user is missing', '{"contexts": [{"name": "a", "context": {"cluster": "c", "user": "gone"}}], "clusters": [{"name": "c", "cluster": {"server": "https://h"}}]}', /no user "gone"/],
    ['a cluster without a server', '{"contexts": [{"name": "a", "context": {"cluster": "c"}}], "clusters": [{"name": "c", "cluster": {}}]}', /cluster "c".*`server`/],
    ['a server that is no web address', testKubeconfig('ftp://h'), /no https/],
    ['a proxy that is a file', testKubeconfig('https://h', { 'proxy-url': 'file:///x' }), /proxy-url.*socks5/],
    ['a proxy without a host', testKubeconfig('https://h', { 'proxy-url': 'socks5://' }), /proxy-url/],
    ['a CA that is no certificate', testKubeconfig('https://h', { 'certificate-authority-data': 'AAAA' }), /certificate authority.*no PEM/],
    ['a client certificate without a key', testKubeconfig('https://h', {}, { 'client-certificate-data': 'AAAA' }), /without its key/],
    ['a text of more than 1 MiB', `# ${'x'.repeat(1024 * 1024)}`, /larger than/],
  ])('refuses %s', (_what, text, message) => {
    const error = errorOf(() => parseKubeconfig(text));
    expect(error.code).toBe('invalid-kubeconfig');
    expect(error.message).toMatch(message);
  });

  test('never quotes the text, which may hold a credential, in an error', () => {
    for (const text of ['users: [ {token: SECRETSECRET', 'SECRETSECRET', '{"contexts": "SECRETSECRET"}']) {
      const error = errorOf(() => parseKubeconfig(text));
      expect(`${error.message} ${String(error.cause)}`).not.toContain('SECRETSECRET');
    }
  });

  test('an unknown context that was asked for by name is an error', () => {
    expect(errorOf(() => parseKubeconfig(testKubeconfig('https://h'), { context: 'other' })).message).toMatch(/no context "other"; it has "main"/);
  });

  test('an expired client certificate says when it expired', () => {
    const { cert, key } = makeTestCertificate({ name: 'admin', notBefore: new Date('2020-01-01'), notAfter: new Date('2021-03-04T05:06:00Z') });
    const error = errorOf(() => parseKubeconfig(testKubeconfig('https://h', {}, { 'client-certificate-data': base64(cert), 'client-key-data': base64(key) })));
    expect(error.code).toBe('certificate-expired');
    expect(error.message).toContain('expired on 2021-03-04 05:06 UTC');
  });

  test('a key that does not belong to the client certificate is an error', () => {
    const [one, other] = [makeTestCertificate({ name: 'a' }), makeTestCertificate({ name: 'b' })];
    const error = errorOf(() => parseKubeconfig(testKubeconfig('https://h', {}, { 'client-certificate-data': base64(one.cert), 'client-key-data': base64(other.key) })));
    expect(error.message).toMatch(/does not belong/);
  });

  test.each([
    ['an exec plugin', { exec: { apiVersion: 'client.authentication.k8s.io/v1', command: 'true' } }, /runs a program/],
    ['an auth provider', { 'auth-provider': { name: 'gcp', config: { 'cmd-path': '/bin/true' } } }, /runs a program/],
    ['a token file', { tokenFile: '/etc/passwd' }, /refers to local files/],
    ['certificate files', { 'client-certificate': 'a.crt', 'client-key': 'a.key' }, /refers to local files/],
  ])('refuses %s in an untrusted kubeconfig', (_what, user, message) => {
    const error = errorOf(() => parseKubeconfig(testKubeconfig('https://h', {}, user)));
    expect(error.code).toBe('kubeconfig-refused');
    expect(error.message).toMatch(message);
  });

  test('refuses a CA file in an untrusted kubeconfig', () => {
    expect(errorOf(() => parseKubeconfig(testKubeconfig('https://h', { 'certificate-authority': '/etc/ssl/ca.pem' }))).code).toBe('kubeconfig-refused');
  });

  test('file references of a trusted kubeconfig start from its folder', () => {
    const read = parseKubeconfig(
      testKubeconfig('https://h', { 'certificate-authority': 'ca.pem' }, { 'client-certificate': 'a.crt', 'client-key': '/keys/a.key' }),
      { allowFiles: true, baseDirectory: '/etc/tarmac' },
    );
    expect(read.cluster.caFile).toBe('/etc/tarmac/ca.pem');
    expect(read.user).toMatchObject({ certFile: '/etc/tarmac/a.crt', keyFile: '/keys/a.key' });
  });
});
