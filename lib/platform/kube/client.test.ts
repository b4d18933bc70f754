import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { createKubeClient, type KubeClient } from './client.ts';
import { KubeError } from './kube-error.ts';
import { makeTestCertificate } from './test-certificates.ts';
import { sendJson, startTestServer, testKubeconfig } from './test-server.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).toReversed()) await clean();
});

async function serve(...args: Parameters<typeof startTestServer>): Promise<Awaited<ReturnType<typeof startTestServer>>> {
  const server = await startTestServer(...args);
  cleanups.push(() => server.stop());
  return server;
}

async function serveTcp(onSocket: (socket: Socket) => void): Promise<number> {
  const tcp = createTcpServer((socket) => {
    cleanups.push(() => socket.destroy());
    onSocket(socket);
  });
  await new Promise<void>((resolve) => tcp.listen(0, '127.0.0.1', resolve));
  cleanups.push(() => void tcp.close());
  return (tcp.address() as AddressInfo).port;
}

function connect(options: Parameters<typeof createKubeClient>[0]): KubeClient {
  const client = createKubeClient(options);
  cleanups.push(() => client.close());
  return client;
}

async function failure(promise: Promise<unknown>): Promise<KubeError> {
  const error = await promise.then(() => null, (thrown: unknown) => thrown);
  if (error instanceof KubeError) return error;
  throw new Error(`expected a KubeError, got ${String(error)}`);
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const anything = z.looseObject({});
const authority = makeTestCertificate({ name: 'ca', isAuthority: true });
const serverCertificate = makeTestCertificate({ name: 'server', issuer: authority });
const withCa = { 'certificate-authority-data': base64(authority.cert) };

describe('a connection over TLS', () => {
  test('presents the client certificate and trusts the CA of the kubeconfig', async () => {
    const user = makeTestCertificate({ name: 'admin', issuer: authority });
    const server = await serve((_url, request, response) => {
      const socket = request.socket as typeof request.socket & { getPeerCertificate?: () => { subject: { CN: string } } };
      sendJson(response, { who: socket.getPeerCertificate?.().subject.CN });
    }, { cert: serverCertificate.cert, key: serverCertificate.key, ca: authority.cert, requestCert: true, rejectUnauthorized: true });
    const client = connect({ kubeconfig: testKubeconfig(server.url, withCa, { 'client-certificate-data': base64(user.cert), 'client-key-data': base64(user.key) }) });
    expect(await client.request({ path: '/' })).toEqual({ who: 'admin' });
  });

  test('a wrong CA is a tls error that says so', async () => {
    const server = await serve((_url, _request, response) => sendJson(response, {}), { cert: serverCertificate.cert, key: serverCertificate.key });
    const other = makeTestCertificate({ name: 'other', isAuthority: true });
    const client = connect({ kubeconfig: testKubeconfig(server.url, { 'certificate-authority-data': base64(other.cert) }) });
    const error = await failure(client.request({ path: '/' }));
    expect(error.code).toBe('tls');
    expect(error.message).toMatch(/not signed by the CA in the kubeconfig/);
  });

  test('the CA with the same name and another key is a wrong CA too', async () => {
    const server = await serve((_url, _request, response) => sendJson(response, {}), { cert: serverCertificate.cert, key: serverCertificate.key });
    const client = connect({ kubeconfig: testKubeconfig(server.url, { 'certificate-authority-data': base64(makeTestCertificate({ name: 'ca', isAuthority: true }).cert) }) });
    expect(await failure(client.request({ path: '/' }))).toMatchObject({ code: 'tls' });
  });

  test('insecure-skip-tls-verify is obeyed when the kubeconfig says it', async () => {
    const server = await serve((_url, _request, response) => sendJson(response, { ok: true }), { cert: serverCertificate.cert, key: serverCertificate.key });
    const client = connect({ kubeconfig: testKubeconfig(server.url, { 'insecure-skip-tls-verify': true }) });
    expect(await client.request({ path: '/' })).toEqual({ ok: true });
  });

  test('a certificate for another name is refused unless tls-server-name names it', async () => {
    const server = await serve((_url, _request, response) => sendJson(response, { ok: true }), { cert: serverCertificate.cert, key: serverCertificate.key });
    const wrong = connect({ kubeconfig: testKubeconfig(server.url, { ...withCa, 'tls-server-name': 'elsewhere.example' }) });
    expect((await failure(wrong.request({ path: '/' }))).message).toMatch(/for another name/);
    const right = connect({ kubeconfig: testKubeconfig(server.url, { ...withCa, 'tls-server-name': 'localhost' }) });
    expect(await right.request({ path: '/' })).toEqual({ ok: true });
  });

  test('an expired server certificate is a tls error that says so', async () => {
    const expired = makeTestCertificate({ name: 'server', issuer: authority, notBefore: new Date('2020-01-01'), notAfter: new Date('2021-01-01') });
    const server = await serve((_url, _request, response) => sendJson(response, {}), { cert: expired.cert, key: expired.key });
    const error = await failure(connect({ kubeconfig: testKubeconfig(server.url, withCa) }).request({ path: '/' }));
    expect(error.message).toMatch(/its own certificate has expired/);
  });

  test('https towards a plain http port is a tls error', async () => {
    const server = await serve((_url, _request, response) => sendJson(response, {}));
    const client = connect({ kubeconfig: testKubeconfig(server.url.replace('http:', 'https:'), withCa) });
    expect(await failure(client.request({ path: '/' }))).toMatchObject({ code: 'tls' });
  });
});

describe('a host that cannot be used', () => {
  test('a refused connection is unreachable and can be retried', async () => {
    const server = await startTestServer((_url, _request, response) => sendJson(response, {}));
    await server.stop();
    const error = await failure(connect({ kubeconfig: testKubeconfig(server.url) }).request({ path: '/' }));
    expect(error).toMatchObject({ code: 'unreachable', retryable: true });
    expect(error.message).toContain(server.url);
  });

  test('a host that accepts and then says nothing times out, before and after the TLS handshake', async () => {
    const port = await serveTcp(() => undefined);
    const handshake = connect({ kubeconfig: testKubeconfig(`https://127.0.0.1:${port}`, withCa), timeouts: { connectMs: 50 } });
    expect(await failure(handshake.request({ path: '/' }))).toMatchObject({ code: 'timeout' });
    const answer = connect({ kubeconfig: testKubeconfig(`http://127.0.0.1:${port}`), timeouts: { headersMs: 50 } });
    expect((await failure(answer.request({ path: '/' }))).message).toMatch(/accepted the connection and then said nothing/);
  });

  test('a token that no header can hold is a credentials error, and nothing is left to fail later', async () => {
    const client = connect({ kubeconfig: testKubeconfig('http://127.0.0.1:1', {}, { token: 'hunter2\nx: y' }), timeouts: { connectMs: 20 } });
    const error = await failure(client.request({ path: '/' }));
    expect(error.code).toBe('credentials-failed');
    expect(`${error.message}${String(error.cause)}`).not.toContain('hunter2');
    // The time in which a connection should have been made passes while another host hangs.
    const port = await serveTcp(() => undefined);
    await failure(connect({ kubeconfig: testKubeconfig(`https://127.0.0.1:${port}`, withCa), timeouts: { connectMs: 100 } }).request({ path: '/' }));
  });

  test('a redirect is not followed, and said', async () => {
    const server = await serve((_url, _request, response) => response.writeHead(302, { location: '/elsewhere' }).end());
    const error = await failure(connect({ kubeconfig: testKubeconfig(server.url) }).request({ path: '/here' }));
    expect(error.message).toMatch(/sends elsewhere \(302\)/);
    expect(server.requests.map(({ pathname }) => pathname)).toEqual(['/here']);
  });

  test('an answer that stops in the middle times out', async () => {
    const server = await serve((_url, _request, response) => void response.writeHead(200).write('{"half'));
    const client = connect({ kubeconfig: testKubeconfig(server.url), timeouts: { idleMs: 50 } });
    expect(await failure(client.request({ path: '/' }))).toMatchObject({ code: 'timeout' });
  });

  test('an answer whose connection is cut is invalid', async () => {
    const server = await serve((_url, _request, response) => {
      response.writeHead(200).write('{"half');
      setImmediate(() => response.destroy());
    });
    expect(await failure(connect({ kubeconfig: testKubeconfig(server.url) }).request({ path: '/' }))).toMatchObject({ code: 'invalid-response' });
  });

  test('something that speaks no HTTP is an invalid response', async () => {
    const port = await serveTcp((socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n\r\n'));
    const client = connect({ kubeconfig: testKubeconfig(`http://127.0.0.1:${port}`) });
    expect(await failure(client.request({ path: '/' }))).toMatchObject({ code: 'invalid-response' });
  });
});

describe('answers of the API server', () => {
  test.each([
    [401, 'unauthorized', /does not accept the credentials/],
    [403, 'forbidden', /does not allow this user to read \/x \(403\).*It says: no way/],
    [404, 'not-found', /has nothing there when asked to/],
    [409, 'conflict', /changed/],
    [410, 'expired', /410/],
    [422, 'rejected', /rejected/],
    [500, 'server-error', /failed to/],
  ])('status %i is %s, in a sentence', async (status, code, message) => {
    const server = await serve((_url, _request, response) => sendJson(response, { kind: 'Status', message: 'no\nway' }, status));
    const error = await failure(connect({ kubeconfig: testKubeconfig(server.url) }).getJson('/x', anything));
    expect(error).toMatchObject({ code, status });
    expect(error.message).toMatch(message);
  });

  test('what an admission policy refuses is no missing right', async () => {
    const server = await serve((_url, _request, response) => sendJson(response, { kind: 'Status', message: 'admission webhook "freeze.example" denied the request: change freeze until Monday' }, 403));
    const error = await failure(connect({ kubeconfig: testKubeconfig(server.url) }).getJson('/x', anything));
    expect(error).toMatchObject({ code: 'forbidden', message: expect.stringMatching(/^An admission policy of .+ \(403\)\. It says: .*change freeze until Monday/) });
    expect(error.message).not.toMatch(/Grant/);
  });

  test('a 429 is waited out and repeated', async () => {
    let calls = 0;
    const server = await serve((_url, _request, response) => {
      calls += 1;
      if (calls < 3) sendJson(response, {}, 429, { 'retry-after': '0' });
      else sendJson(response, { ok: true });
    });
    expect(await connect({ kubeconfig: testKubeconfig(server.url) }).request({ path: '/' })).toEqual({ ok: true });
    expect(calls).toBe(3);
  });

  test('a server that asks for more than a moment is not waited for in silence: whoever asked is told when to come again', async () => {
    let asked = 0;
    const server = await serve((_url, _request, response) => {
      asked += 1;
      sendJson(response, {}, 429, { 'retry-after': new Date(Date.now() + 120_500).toUTCString() });
    });
    const error = await failure(connect({ kubeconfig: testKubeconfig(server.url) }).request({ path: '/' }));
    expect(error.code).toBe('throttled');
    expect(error.retryAfterMs).toBeGreaterThan(115_000);
    expect(asked).toBe(1);
  });

  test('a body that is no JSON is invalid and is not quoted', async () => {
    const server = await serve((_url, _request, response) => void response.end('password=hunter2'));
    const error = await failure(connect({ kubeconfig: testKubeconfig(server.url) }).request({ path: '/' }));
    expect(error.code).toBe('invalid-response');
    expect(`${error.message}${String(error.cause)}`).not.toContain('hunter2');
  });

  test('an object of more than 8 MiB is too large', async () => {
    const server = await serve((_url, _request, response) => void response.end(`"${'x'.repeat(9 * 1024 * 1024)}"`));
    expect(await failure(connect({ kubeconfig: testKubeconfig(server.url) }).request({ path: '/' }))).toMatchObject({ code: 'too-large' });
  });

  test('a merge patch is sent with its content type and field manager', async () => {
    let seen = '';
    const server = await serve((url, request, response) => {
      request.on('data', (chunk: Buffer) => (seen += chunk.toString()));
      request.on('end', () => sendJson(response, { type: request.headers['content-type'], manager: url.searchParams.get('fieldManager') }));
    });
    const answer = await connect({ kubeconfig: testKubeconfig(server.url) }).mergePatch('/x', { spec: { a: 1 } }, { fieldManager: 'tarmac' });
    expect(answer).toEqual({ type: 'application/merge-patch+json', manager: 'tarmac' });
    expect(seen).toBe('{"spec":{"a":1}}');
  });
});

describe('credentials', () => {
  test('the token of an exec plugin is used, and asked for again, once for all, after requests got a 401', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tarmac-exec-'));
    cleanups.push(() => rmSync(folder, { recursive: true }));
    const plugin = join(folder, 'plugin.sh');
    writeFileSync(plugin, `#!/bin/sh\necho x >> ${folder}/calls\nn=$(wc -l < ${folder}/calls | tr -d ' ')\necho '{"kind":"ExecCredential","status":{"token":"token-'$n'"}}'\n`);
    chmodSync(plugin, 0o755);
    const early: ServerResponse[] = [];
    const server = await serve((_url, request, response) => {
      if (request.headers.authorization !== 'Bearer token-1') return sendJson(response, { with: request.headers.authorization });
      // All are on their way with the old token before the first hears that it is no longer good.
      if (early.push(response) === 5) for (const refused of early) sendJson(refused, {}, 401);
    });
    const client = connect({ kubeconfig: testKubeconfig(server.url, {}, { exec: { apiVersion: 'client.authentication.k8s.io/v1', command: './plugin.sh' } }), allowExec: true, baseDirectory: folder });
    const answers = await Promise.all(Array.from({ length: 5 }, () => client.request({ path: '/' })));
    expect(answers).toEqual(Array.from({ length: 5 }, () => ({ with: 'Bearer token-2' })));
  });

  test('an exec plugin that fails is a credentials error without its output', async () => {
    const client = connect({ kubeconfig: testKubeconfig('http://127.0.0.1:1', {}, { exec: { command: 'sh', args: ['-c', 'echo hunter2 >&2; exit 3'] } }), allowExec: true });
    const error = await failure(client.request({ path: '/' }));
    expect(error.code).toBe('credentials-failed');
    expect(`${error.message}${String(error.cause)}`).not.toContain('hunter2');
  });

  test('a request that is stopped does not wait for a program that hangs', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tarmac-exec-'));
    cleanups.push(() => rmSync(folder, { recursive: true }));
    const client = connect({ kubeconfig: testKubeconfig('http://127.0.0.1:1', {}, { exec: { command: 'sh', args: ['-c', `touch ${folder}/started; sleep 600`] } }), allowExec: true });
    const stop = new AbortController();
    const stopped = failure(client.request({ path: '/', signal: stop.signal }));
    await vi.waitFor(() => expect(existsSync(join(folder, 'started'))).toBe(true));
    stop.abort();
    expect(await stopped).toMatchObject({ code: 'aborted' });
  });

  test('a token file is read when files are allowed', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tarmac-token-'));
    cleanups.push(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, 'token'), 'from-file\n');
    const server = await serve((_url, request, response) => sendJson(response, { auth: request.headers.authorization }));
    const client = connect({ kubeconfig: testKubeconfig(server.url, {}, { tokenFile: 'token' }), allowFiles: true, baseDirectory: folder });
    expect(await client.request({ path: '/' })).toEqual({ auth: 'Bearer from-file' });
  });

  describe('files that a trusted kubeconfig refers to', () => {
    function folderWith(files: Record<string, string>): string {
      const folder = mkdtempSync(join(tmpdir(), 'tarmac-files-'));
      cleanups.push(() => rmSync(folder, { recursive: true }));
      for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
      return folder;
    }

    const failureOf = (folder: string, cluster: Record<string, unknown>, user: Record<string, unknown>) =>
      failure(connect({ kubeconfig: testKubeconfig('https://127.0.0.1:1', cluster, user), allowFiles: true, baseDirectory: folder }).request({ path: '/' }));

    test('certificates are used, and read again after a 401', async () => {
      const folder = folderWith({ 'ca.pem': authority.cert, token: 'old' });
      let asked = 0;
      const server = await serve((_url, request, response) => {
        asked += 1;
        writeFileSync(join(folder, 'token'), 'new\n');
        if (request.headers.authorization === 'Bearer new') sendJson(response, { asked });
        else sendJson(response, {}, 401);
      }, { cert: serverCertificate.cert, key: serverCertificate.key });
      const client = connect({ kubeconfig: testKubeconfig(server.url, { 'certificate-authority': 'ca.pem' }, { tokenFile: 'token' }), allowFiles: true, baseDirectory: folder });
      expect(await client.request({ path: '/' })).toEqual({ asked: 2 });
    });

    test.each([
      ['missing', 'nowhere.pem', /certificate authority that the kubeconfig refers to, nowhere\.pem, does not exist/],
      ['a folder', '.', /is a folder/],
      ['a device', '/dev/zero', /no regular file/],
      ['empty', 'empty.pem', /is empty/],
    ])('a file that is %s is a credentials error that names it, not its folder', async (_what, file, message) => {
      const error = await failureOf(folderWith({ 'empty.pem': '' }), { 'certificate-authority': file }, {});
      expect(error.code).toBe('credentials-failed');
      expect(error.message).toMatch(message);
      expect(error.message).not.toContain('/');
    });

    test('a pipe is not waited for', async () => {
      const folder = folderWith({});
      await promisify(execFile)('mkfifo', [join(folder, 'token')]);
      expect(await failureOf(folder, {}, { tokenFile: 'token' })).toMatchObject({ code: 'credentials-failed' });
    });

    test('a certificate that has expired, or is none, is said before anything is asked', async () => {
      const old = makeTestCertificate({ name: 'old', notBefore: new Date(Date.now() - 2 * 86_400_000), notAfter: new Date(Date.now() - 86_400_000) });
      const folder = folderWith({ 'old.crt': old.cert, 'old.key': old.key, 'words.crt': 'words' });
      expect(await failureOf(folder, {}, { 'client-certificate': 'old.crt', 'client-key': 'old.key' })).toMatchObject({ code: 'certificate-expired' });
      const noCertificate = await failureOf(folder, { 'certificate-authority': 'words.crt' }, {});
      expect(noCertificate.code).toBe('invalid-kubeconfig');
      expect(noCertificate.message).toMatch(/certificate authority that the kubeconfig refers to, words\.crt, is no PEM certificate/);
      expect(await failureOf(folder, {}, { 'client-certificate': 'old.crt', 'client-key': 'words.crt' })).toMatchObject({ code: 'invalid-kubeconfig' });
    });
  });
});
