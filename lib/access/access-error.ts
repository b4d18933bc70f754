import { AppError } from '#lib/kernel/app-error.ts';

/** Why somebody does not get in, or an account, a token or a saved view cannot be made or found. */
export type AccessErrorCode = 'sign-in-refused' | 'sign-in-throttled' | 'email-taken' | 'token-not-found' | 'view-not-found' | 'view-name-taken' | 'too-many-views';

/** An error of this room; its message may be shown to the one who asked. */
export class AccessError extends AppError<AccessErrorCode> {}
