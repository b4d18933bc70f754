/** Wraps what the receiver of a listing or of changes threw, to tell it from trouble with the server. */
export class DeliveryFailure extends Error {}

/** Awaits a receiver; its failure becomes a DeliveryFailure. */
export function deliver(call: Promise<void>): Promise<void> {
  return call.catch((cause: unknown) => {
    throw new DeliveryFailure('a delivery failed', { cause });
  });
}
