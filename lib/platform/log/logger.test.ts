import { Writable } from 'node:stream';
import { describe, expect, test, vi } from 'vitest';
import { withLogContext } from './log-context.ts';
import { createLogger } from './logger.ts';

function capture() {
  const lines: Record<string, unknown>[] = [];
  const destination = new Writable({
    write(chunk: Buffer, _encoding, done) {
      for (const line of chunk.toString().trim().split('\n')) lines.push(JSON.parse(line));
      done();
    },
  });
  return { lines, log: createLogger({ name: 'worker', level: 'info', format: 'json', destination }) };
}

describe('a logger', () => {
  test('writes one JSON object a line with time, level, name and message', () => {
    const { lines, log } = capture();
    log.info({ source: 'east' }, 'listing done');
    log.debug('not at this level');
    expect(lines).toEqual([{ level: 'info', time: expect.stringMatching(/^\d{4}-.*Z$/), name: 'worker', source: 'east', message: 'listing done' }]);
  });

  test('tells of a database that is away once in ten seconds a message, in one line without a stack', () => {
    vi.useFakeTimers();
    const { lines, log } = capture();
    const refused = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:5432'), { code: 'ECONNREFUSED' });
    for (let tick = 0; tick < 400; tick += 1) {
      log.warn({ error: refused, tick }, 'campaigns could not be looked for');
      log.warn({ error: `connect ECONNREFUSED 127.0.0.1:5432 (Worker: ${tick})` }, 'the job queue has trouble');
      vi.advanceTimersByTime(100);
    }
    log.warn({ error: new Error('a bug') }, 'campaigns could not be looked for');
    vi.useRealTimers();
    expect(lines).toHaveLength(9);
    expect(lines.filter(({ error }) => typeof error === 'string')).toHaveLength(8);
    expect(lines[2]).toMatchObject({ tick: 100, repeated: 99, error: 'connect ECONNREFUSED 127.0.0.1:5432' });
    expect(lines.at(-1)).toMatchObject({ error: { message: 'a bug', stack: expect.any(String) } });
  });

  test.each(['Query read timeout', 'timeout exceeded when trying to connect', 'timeout expired', 'PostgreSQL said nothing for 45 s'])('takes a database that hangs (%s) for one that is away', (words) => {
    const { lines, log } = capture();
    for (let tick = 0; tick < 5; tick += 1) log.warn({ error: new Error(words) }, 'sources could not be reconciled');
    expect(lines).toEqual([expect.objectContaining({ error: words })]);
  });

  test('carries the request id through asynchronous work and forgets it afterwards', async () => {
    const { lines, log } = capture();
    await withLogContext({ requestId: 'r1' }, async () => {
      await Promise.resolve();
      await withLogContext({ jobId: 'j1' }, async () => log.info('inner'));
      log.info('outer');
    });
    log.info('outside');
    expect(lines.map(({ requestId, jobId, message }) => ({ requestId, jobId, message }))).toEqual([
      { requestId: 'r1', jobId: 'j1', message: 'inner' },
      { requestId: 'r1', jobId: undefined, message: 'outer' },
      { requestId: undefined, jobId: undefined, message: 'outside' },
    ]);
  });

  test('never writes a secret, wherever it stands', () => {
    const { lines, log } = capture();
    const secret = 'hunter2-hunter2-hunter2';
    log.info(
      {
        headers: { authorization: `Bearer ${secret}`, Cookie: secret, 'set-cookie': [secret] },
        password: secret,
        apiToken: secret,
        clientKeyData: secret,
        source: { kubeconfig: secret, nested: [{ refreshToken: secret, client_secret: secret }] },
        url: `postgresql://tarmac:${secret}@db:5432/tarmac`,
        error: new Error(`connect postgresql://tarmac:${secret}@db failed`, { cause: new Error(`Authorization: Bearer ${secret}`) }),
      },
      `tried Bearer ${secret} at https://kim:${secret}@example.org`,
    );
    log.error(new Error(`Bearer ${secret}`));
    log.info('with %s', `Bearer ${secret}`);
    expect(JSON.stringify(lines)).not.toContain(secret);
    expect(JSON.stringify(lines)).toContain('[redacted]');
    expect(lines[0]).toMatchObject({ error: { type: 'Error', message: expect.stringContaining('postgresql://tarmac:[redacted]@db'), stack: expect.any(String) } });
  });

  test('keeps what only sounds like a secret', () => {
    const { lines, log } = capture();
    log.info({ tokenCount: 3, secretName: 'east-kubeconfig', hasPassword: true }, 'counted');
    expect(lines[0]).toMatchObject({ tokenCount: 3, secretName: 'east-kubeconfig', hasPassword: true });
  });
});
