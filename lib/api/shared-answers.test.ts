import { describe, expect, test } from 'vitest';
import { SharedAnswers } from './shared-answers.ts';

/** A clock that stands still, and work that counts how often it was done. */
function ask(maxAgeMs = 1_000) {
  const clock = { ms: 0 };
  const answers = new SharedAnswers({ maxAgeMs, now: () => clock.ms });
  let times = 0;
  const work = async () => Response.json({ times: ++times }, { headers: { 'x-kind': 'counted' } });
  const read = async (question = '/clusters') => (await (await answers.answer(question, work)).json()) as { times: number };
  return { answers, clock, read, work };
}

describe('shared answers', () => {
  test('those who ask at once get one answer, each a response of their own', async () => {
    const { answers, work } = ask();
    const [first, second] = await Promise.all([answers.answer('/clusters', work), answers.answer('/clusters', work)]);
    expect(first).not.toBe(second);
    expect([await first.json(), await second.json()]).toEqual([{ times: 1 }, { times: 1 }]);
    expect(second.headers.get('x-kind')).toBe('counted');
  });

  test('another question gets another answer', async () => {
    const { read } = ask();
    expect([await read('/clusters?limit=1'), await read('/clusters?limit=2')]).toEqual([{ times: 1 }, { times: 2 }]);
  });

  test('an answer is worked out anew when it is too old', async () => {
    const { clock, read } = ask(1_000);
    await read();
    clock.ms = 999;
    expect(await read()).toEqual({ times: 1 });
    clock.ms = 1_000;
    expect(await read()).toEqual({ times: 2 });
  });

  test('while a question goes on being asked, nobody waits for its next answer', async () => {
    const { answers, clock, read } = ask(1_000);
    await read();
    clock.ms = 500;
    const slow = Promise.withResolvers<Response>();
    const asked: string[] = [];
    const work = () => {
      asked.push('again');
      return slow.promise;
    };
    for (let time = 0; time < 3; time += 1) expect(await (await answers.answer('/clusters', work)).json()).toEqual({ times: 1 });
    expect(asked).toEqual(['again']);
    clock.ms = 1_000;
    const waiting = answers.answer('/clusters', work);
    slow.resolve(Response.json({ times: 'next' }));
    expect(await (await waiting).json()).toEqual({ times: 'next' });
    expect(await read()).toEqual({ times: 'next' });
    expect(asked).toEqual(['again']);
    // The next answer is as old as the moment at which it was asked for.
    clock.ms = 1_500;
    expect(await read()).toEqual({ times: 2 });
  });

  test('a next answer is not lost because another question is asked meanwhile', async () => {
    const { answers, clock, read } = ask(1_000);
    await read();
    clock.ms = 900;
    const slow = Promise.withResolvers<Response>();
    await answers.answer('/clusters', () => slow.promise);
    clock.ms = 1_100;
    expect(await read('/other')).toEqual({ times: 2 });
    const waiting = read();
    slow.resolve(Response.json({ times: 'next' }));
    expect(await waiting).toEqual({ times: 'next' });
  });

  test('a next answer that was worked out too slowly, that failed, or before which a hint came, is not given', async () => {
    const { answers, clock, read } = ask(1_000);
    const hint = Promise.withResolvers<void>();
    const following = answers.follow((async function* () {
      await hint.promise;
      yield {};
    })());
    await read();
    clock.ms = 500;
    await answers.answer('/clusters', () => new Promise(() => undefined));
    clock.ms = 1_500;
    expect(await read()).toEqual({ times: 2 });
    clock.ms = 2_000;
    await answers.answer('/clusters', () => Promise.reject(new Error('away')));
    expect(await read()).toEqual({ times: 2 });
    clock.ms = 2_500;
    expect(await read()).toEqual({ times: 3 });
    clock.ms = 3_000;
    const beforeHint = Promise.withResolvers<Response>();
    await answers.answer('/clusters', () => beforeHint.promise);
    hint.resolve();
    await following;
    beforeHint.resolve(Response.json({ times: 'before the hint' }));
    expect(await read()).toEqual({ times: 5 });
  });

  test('a hint forgets what is kept, and what is being worked out', async () => {
    const { answers, read } = ask();
    const hint = Promise.withResolvers<void>();
    const following = answers.follow((async function* () {
      await hint.promise;
      yield {};
    })());
    const before = await read();
    hint.resolve();
    await following;
    expect([before, await read()]).toEqual([{ times: 1 }, { times: 2 }]);
  });

  test('a failure is told to all who wait and asked anew by the next', async () => {
    const { answers, read } = ask();
    const fail = () => Promise.reject(new Error('away'));
    const outcomes = await Promise.allSettled([answers.answer('/clusters', fail), answers.answer('/clusters', fail)]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await read()).toEqual({ times: 1 });
  });

  test('with an age of 0 nothing is kept', async () => {
    const { read } = ask(0);
    expect([await read(), await read()]).toEqual([{ times: 1 }, { times: 2 }]);
  });

  test('a thousand different questions within a second keep no more than a hundred answers', async () => {
    const { read } = ask();
    for (let index = 0; index < 1_000; index += 1) await read(`/clusters?q=${index}`);
    expect([await read('/clusters?q=999'), await read('/clusters?q=0')]).toEqual([{ times: 1_000 }, { times: 1_001 }]);
  });
});
