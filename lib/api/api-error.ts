import { AppError } from '#lib/kernel/app-error.ts';

/** What the door itself refuses, before or around a handler. */
export type ApiErrorCode =
  | 'invalid-input'
  | 'malformed-json'
  | 'too-deep'
  | 'too-large'
  | 'unsupported-media-type'
  | 'too-many-streams'
  | 'not-signed-in'
  | 'forbidden'
  | 'people-only'
  | 'cross-site'
  | 'not-found'
  | 'method-not-allowed'
  | 'idempotency-key-reused'
  | 'idempotency-key-in-flight'
  | 'idempotency-answer-shown-once'
  | 'idempotency-answer-lost'
  | 'database-unavailable'
  | 'internal';

/** One thing that is wrong with an input: `pointer` is a JSON pointer into it (RFC 6901). */
export type InputIssue = { pointer: string; detail: string };

/** An error of this room. `issues` say what is wrong with which part of the input. */
export class ApiError extends AppError<ApiErrorCode> {
  readonly issues: readonly InputIssue[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: ApiErrorCode, message: string, options: { retryable?: boolean; cause?: unknown; issues?: InputIssue[]; headers?: Record<string, string> } = {}) {
    super(code, message, options);
    this.issues = options.issues ?? [];
    this.headers = options.headers ?? {};
  }
}
