import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { createSemaphore, type Semaphore } from './semaphore.ts';

afterEach(() => void vi.useRealTimers());

/** Puts in a task that ends when told to; `begun` lists those that run or ran. */
function createTasks(semaphore: Semaphore) {
  const begun: string[] = [];
  const put = (name: string) => {
    const task = Promise.withResolvers<void>();
    const ended = semaphore(() => {
      begun.push(name);
      return task.promise;
    });
    return { end: task.resolve, fail: task.reject, ended };
  };
  return { begun, put };
}

describe('a semaphore', () => {
  test('lets so many run at once, the others in order, and goes on after a failure', async () => {
    const { begun, put } = createTasks(createSemaphore(2));
    const [first, second, , fourth] = ['1', '2', '3', '4'].map(put);
    await turn();
    expect(begun).toEqual(['1', '2']);
    second!.fail(new Error('broken'));
    await expect(second!.ended).rejects.toThrow('broken');
    await turn();
    expect(begun).toEqual(['1', '2', '3']);
    first!.end();
    await turn();
    expect(begun).toEqual(['1', '2', '3', '4']);
    fourth!.end();
    await fourth!.ended;
  });

  test('does not count a task for longer than its patience, and counts it once when it ends after all', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { begun, put } = createTasks(createSemaphore(1, { patienceMs: 2_000 }));
    const hanging = put('hanging');
    put('next');
    await vi.advanceTimersByTimeAsync(1_999);
    expect(begun).toEqual(['hanging']);
    await vi.advanceTimersByTimeAsync(1);
    expect(begun).toEqual(['hanging', 'next']);
    put('last');
    hanging.end();
    await hanging.ended;
    expect(begun).toEqual(['hanging', 'next']);
  });
});
