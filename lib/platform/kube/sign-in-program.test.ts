import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { isProcessRunning } from '#lib/platform/db/process-state.ts';
import { KubeError } from './kube-error.ts';
import { runSignInProgram } from './sign-in-program.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tarmac-sign-in-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const shell = (script: string, env: { name: string; value: string }[] = []) => ({ apiVersion: 'client.authentication.k8s.io/v1', command: 'sh', args: ['-c', script], env });
const credential = (status: object): string => JSON.stringify({ kind: 'ExecCredential', apiVersion: 'client.authentication.k8s.io/v1', status });
const print = (text: string): string => `cat <<'END'\n${text}\nEND`;
const failure = async (run: Promise<unknown>): Promise<KubeError> => {
  const error = await run.then(() => null, (thrown: unknown) => thrown);
  if (!(error instanceof KubeError)) throw new Error('it did not fail as it should');
  return error;
};

describe('a sign-in program', () => {
  test('gives a token, and is told that nobody is there to answer questions', async () => {
    const told = join(folder, 'told');
    const script = `printf %s "$KUBERNETES_EXEC_INFO$REGION" > ${told}; ${print(credential({ token: 't', expirationTimestamp: '2030-01-01T00:00:00Z' }))}`;
    expect(await runSignInProgram(shell(script, [{ name: 'REGION', value: 'east' }]))).toEqual({ token: 't', certificate: null, key: null, expiresAt: Date.parse('2030-01-01T00:00:00Z') });
    expect(readFileSync(told, 'utf8')).toMatch(/"interactive":false.*east$/);
  });

  test.each<[string, string, RegExp]>([
    ['fails', 'echo hunter2; echo hunter2 >&2; exit 3', /failed with exit code 3/],
    ['prints garbage', 'echo hunter2', /no ExecCredential/],
    ['prints nothing', ':', /no ExecCredential/],
    ['prints an empty object', 'echo {}', /no ExecCredential/],
    ['prints null', 'echo null', /no ExecCredential/],
    ['prints a credential without anything in it', print(credential({})), /no ExecCredential/],
    ['prints a certificate without its key', print(credential({ clientCertificateData: 'hunter2' })), /no ExecCredential/],
    ['prints without end', 'yes hunter2', /more than 1 MiB/],
  ])('that %s is a credentials error without its output', async (_what, script, words) => {
    const error = await failure(runSignInProgram(shell(script)));
    expect(error.code).toBe('credentials-failed');
    expect(error.message).toMatch(words);
    expect(error.message).not.toContain('hunter2');
  });

  test('that is not there or may not be run is a credentials error', async () => {
    expect((await failure(runSignInProgram({ command: join(folder, 'nothing') }))).message).toMatch(/`nothing`.*cannot be run \(it is not there\)/);
    writeFileSync(join(folder, 'plain'), '#!/bin/sh\n', { mode: 0o644 });
    expect((await failure(runSignInProgram({ command: join(folder, 'plain') }))).message).toMatch(/may not be executed/);
  });

  test('that hangs is killed with all that it started', async () => {
    const file = join(folder, 'pids');
    const error = await failure(runSignInProgram(shell(`sleep 600 & echo "$$ $!" > ${file}; wait`), 300));
    expect(error.message).toMatch(/did not end within 1 s and was stopped/);
    expect(existsSync(file)).toBe(true);
    const pids = readFileSync(file, 'utf8').trim().split(' ').map(Number);
    await vi.waitFor(() => expect(pids.filter(isProcessRunning)).toEqual([]), 10_000);
  });
});
