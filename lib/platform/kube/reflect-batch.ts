import { createChangeBatch } from './change-batch.ts';
import { deliver } from './delivery.ts';
import type { ReflectOptions, ReflectTiming } from './reflect-options.ts';

/** The batch through which one reflector's watches tell their changes, and after them that all is current; `onFailure` hears a DeliveryFailure. */
export function createReflectBatch<T>(
  options: ReflectOptions<T>, timing: ReflectTiming, onFailure: (error: unknown) => void,
): ReturnType<typeof createChangeBatch<T>> {
  return createChangeBatch<T>({
    windowMs: timing.batchMs,
    maxSize: 1000,
    uidOf: options.uidOf,
    async deliver(upserts, deletes, current) {
      if (upserts.length + deletes.length > 0) await deliver(options.onChanges(upserts, deletes));
      if (current) await deliver(options.onCurrent());
    },
    onFailure,
  });
}
