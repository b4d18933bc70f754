import { asKubeError } from './kube-error.ts';

/** Wraps what the receiver of a listing or of changes threw, to tell it from trouble with the server. */
export class DeliveryFailure extends Error {}

/** Awaits a receiver; its failure becomes a DeliveryFailure. */
export function deliver(call: Promise<void>): Promise<void> {
  return call.catch((cause: unknown) => {
    throw new DeliveryFailure('a delivery failed', { cause });
  });
}

/** What the server asked to wait, at most five minutes. */
export function retryAfterOf(error: unknown): number {
  return error instanceof DeliveryFailure ? 0 : Math.min(asKubeError(error).retryAfterMs ?? 0, 300_000);
}
