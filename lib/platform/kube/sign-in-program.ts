import { spawn } from 'node:child_process';
import type { User } from '@kubernetes/client-node';
import { z } from 'zod';
import { toChildEnvironment } from '#lib/platform/config/child-environment.ts';
import { killGroup } from '#lib/platform/process/kill-group.ts';
import { KubeError } from './kube-error.ts';

/** What a sign-in program gave; `expiresAt` in epoch milliseconds, null when it does not say. */
export type SignIn = { token: string | null; certificate: string | null; key: string | null; expiresAt: number | null };

/** The sign-in program of a kubeconfig user (client.authentication.k8s.io, `users[].exec`). */
export type SignInProgram = NonNullable<User['exec']>;

/** Groups of the programs that run now. */
const running = new Set<number>();
process.on('exit', () => running.forEach((pid) => killGroup(pid, 'SIGKILL')));

const timeoutMs = 30_000;
const maxBytes = 1024 * 1024;
const apiVersions = z.enum(['client.authentication.k8s.io/v1', 'client.authentication.k8s.io/v1beta1']);
const programSchema = z.object({
  apiVersion: apiVersions.catch('client.authentication.k8s.io/v1'),
  command: z.string(),
  args: z.array(z.string()).default([]),
  env: z.array(z.object({ name: z.string(), value: z.string() })).default([]),
});
const held = z.string().min(1).max(256 * 1024).nullish().transform((value) => value ?? null);
const credentialSchema = z.object({
  kind: z.literal('ExecCredential'),
  status: z
    .object({ token: held, clientCertificateData: held, clientKeyData: held, expirationTimestamp: z.iso.datetime({ offset: true }).nullish() })
    .refine(({ token, clientCertificateData, clientKeyData }) => token !== null || (clientCertificateData !== null && clientKeyData !== null)),
});

/**
 * Runs the program without a terminal and reads the ExecCredential that it prints. It and all that it started are
 * killed after `maxMs` or when it prints without end. Throws KubeError `credentials-failed` that quotes none of its output.
 */
export async function runSignInProgram(program: SignInProgram, maxMs = timeoutMs): Promise<SignIn> {
  const { apiVersion, command, args, env } = programSchema.parse(program);
  const failed = (how: string): KubeError =>
    new KubeError('credentials-failed', `The sign-in program \`${command.split('/').at(-1)}\` named in the kubeconfig ${how}. Run it by hand as the user that Tarmac runs as.`);
  const given = Object.fromEntries(env.map(({ name, value }) => [name, value]));
  const info = JSON.stringify({ apiVersion, kind: 'ExecCredential', spec: { interactive: false } });
  const printed = await new Promise<string>((resolve, reject) => {
    // A group of its own, so that a shell script's children go with it.
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'ignore'], detached: true, env: toChildEnvironment({ KUBERNETES_EXEC_INFO: info, ...given }) });
    if (child.pid !== undefined) running.add(child.pid);
    const chunks: Buffer[] = [];
    let bytes = 0;
    const end = (error: KubeError): void => {
      clearTimeout(timer);
      reject(error);
      child.stdout.destroy();
      killGroup(child.pid, 'SIGKILL');
    };
    const timer = setTimeout(() => end(failed(`did not end within ${Math.ceil(maxMs / 1000)} s and was stopped`)), maxMs);
    child.once('error', (error) => end(failed(`cannot be run (${'code' in error && error.code === 'ENOENT' ? 'it is not there' : 'it may not be executed'})`)));
    child.stdout.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > maxBytes) end(failed('printed more than 1 MiB and was stopped'));
      else chunks.push(chunk);
    });
    child.once('close', (code, signal) => {
      if (child.pid !== undefined) running.delete(child.pid);
      if (code !== 0) return end(failed(signal ? `was ended by ${signal}` : `failed with exit code ${code}`));
      clearTimeout(timer);
      resolve(Buffer.concat(chunks).toString('utf8'));
    });
  });
  const { data } = credentialSchema.safeParse(jsonOrNull(printed));
  if (!data) throw failed('printed something that is no ExecCredential with a token or a client certificate');
  const { token, clientCertificateData, clientKeyData, expirationTimestamp } = data.status;
  return { token, certificate: clientCertificateData, key: clientKeyData, expiresAt: expirationTimestamp ? Date.parse(expirationTimestamp) : null };
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
