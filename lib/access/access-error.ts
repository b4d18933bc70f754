import { AppError } from '#lib/kernel/app-error.ts';

/** Why somebody does not get in, or an account or token cannot be made. */
export type AccessErrorCode = 'sign-in-refused' | 'sign-in-throttled' | 'email-taken' | 'token-not-found';

/** An error of this room; its message may be shown to the one who asked. */
export class AccessError extends AppError<AccessErrorCode> {}
