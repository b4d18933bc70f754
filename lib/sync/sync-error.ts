import { AppError } from '#lib/kernel/app-error.ts';

/** What can go wrong between a source and the tables. */
export type SyncErrorCode = 'cluster-unknown' | 'scope-full' | 'stopped' | 'source-invalid' | 'kubeconfig-unreadable' | 'source-kind-unknown';

/** An error of this room; its message can be shown beside the source. */
export class SyncError extends AppError<SyncErrorCode> {}
