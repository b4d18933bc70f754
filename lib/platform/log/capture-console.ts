import { inspect } from 'node:util';
import { describeError } from '#lib/kernel/app-error.ts';
import type { Logger } from './logger.ts';

/**
 * Has `log` write what code of others says with `console.error` and `console.warn`: without it a page that fails is many
 * lines of text, past the redaction. The name that Next.js gives an error on the page (`digest`) is its `requestId`.
 */
export function captureConsole(log: Logger, console: Pick<Console, 'error' | 'warn'> = globalThis.console): void {
  for (const level of ['error', 'warn'] as const) {
    console[level] = (...args: unknown[]) => {
      const error = args.find((arg) => arg instanceof Error);
      const words = args.filter((arg) => arg !== error).map((arg) => (typeof arg === 'string' ? arg : inspect(arg))).join(' ').trim();
      const requestId = error && 'digest' in error && typeof error.digest === 'string' ? { requestId: error.digest } : {};
      log[level]({ ...requestId, ...(error && { error }) }, /\w/.test(words) || !error ? words : describeError(error));
    };
  }
}
