import { AppError, describeError } from '#lib/kernel/app-error.ts';

/** Why Tarmac cannot start or go on. */
export type StartErrorCode = 'already-running' | 'port-in-use' | 'data-folder-unusable' | 'build-failed' | 'build-in-use' | 'part-failed' | 'not-ready';

/** An error of the launcher; its message is one sentence for the person at the terminal. */
export class StartError extends AppError<StartErrorCode> {}

/** What to tell the person at the terminal about whatever was thrown: the sentence of an AppError, else one around it. */
export function toSentence(thrown: unknown): string {
  return thrown instanceof AppError ? thrown.message : `Tarmac stopped because of a fault of its own: ${describeError(thrown)}.`;
}
