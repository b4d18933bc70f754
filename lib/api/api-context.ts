import type { Viewer } from '#lib/access/viewer.ts';
import type { ApiServices } from './api-services.ts';

/** What every operation is given; `viewer` is null until somebody is known. */
export type ApiContext = {
  services: ApiServices;
  viewer: Viewer | null;
  requestId: string;
  /** The header Idempotency-Key of an action, null without one. */
  idempotencyKey: string | null;
  /** What the answer carries beside its body. */
  responseHeaders: Headers;
  /** Aborts when the client goes away. */
  signal?: AbortSignal | undefined;
};
