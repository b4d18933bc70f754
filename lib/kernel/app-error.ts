/**
 * An error that a room raises on purpose. `code` comes from that room's closed union,
 * `message` is safe to show to anyone who may see the object, the `cause` never leaves the logs.
 */
export class AppError<Code extends string = string> extends Error {
  readonly code: Code;
  readonly retryable: boolean;

  constructor(code: Code, message: string, options: { retryable?: boolean; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.retryable = options.retryable ?? false;
  }
}

/** The first line of whatever was thrown, for logs and health records; never throws. */
export function describeError(thrown: unknown): string {
  // Some libraries throw plain objects that have a message.
  const said = typeof thrown === 'object' && thrown !== null && 'message' in thrown ? String(thrown.message) : '';
  const text = said || (thrown instanceof Error ? thrown.name : String(thrown));
  return text.split('\n', 1)[0]!.slice(0, 500);
}
