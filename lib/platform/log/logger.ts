import { pino } from 'pino';
import type { DestinationStream, Logger as PinoLogger, LoggerOptions as PinoOptions } from 'pino';
import pretty from 'pino-pretty';
import { readLogContext } from './log-context.ts';
import { createOutageGate } from './outage-gate.ts';
import { redact } from './redact.ts';

/** Lines with fields: `log.warn({ source, error }, 'the watch went silent')`. Secrets never pass. */
export type Logger = PinoLogger;

/** `name` is the process or the room that speaks; `destination` is standard output unless said. */
export type LoggerOptions = { name: string; level: string; format: 'json' | 'pretty'; destination?: DestinationStream };

/**
 * Makes a logger: one JSON object a line, or lines for people. Each line carries the fields of the log context
 * (`withLogContext`), and everything in it has gone through `redact`.
 */
export function createLogger({ name, level, format, destination }: LoggerOptions): Logger {
  const sink = destination ?? (format === 'pretty' ? pretty({ messageKey: 'message', errorLikeObjectKeys: ['error'], translateTime: 'HH:MM:ss.l', ignore: 'pid,hostname', sync: true }) : undefined);
  const gate = createOutageGate();
  const options: PinoOptions = {
    level,
    base: { name },
    timestamp: pino.stdTimeFunctions.isoTime,
    messageKey: 'message',
    errorKey: 'error',
    mixin: () => ({ ...readLogContext() }),
    // Errors are written by redact, which takes their secrets out; pino's own way would not.
    serializers: { error: (error: unknown) => redact(error) },
    formatters: {
      level: (label) => ({ level: label }),
      log: (fields) => redact(fields) as Record<string, unknown>,
    },
    hooks: {
      logMethod(args, method) {
        const [first, ...rest] = args as unknown[];
        // Pino would make the message of a bare error its text, past the redaction of fields.
        const given = first instanceof Error ? [{ error: first }, ...(rest.length ? rest : [first.message])] : [...(args as unknown[])];
        const [fields, message] = given as unknown[];
        if (fields !== null && typeof fields === 'object' && 'error' in fields) {
          const line = gate.pass(fields.error, String(message));
          if (line === null) return;
          if (line !== 'other') given[0] = { ...fields, error: line.error, ...(line.repeated > 0 && { repeated: line.repeated }) };
        }
        method.apply(this, given.map((arg, index) => (index === 0 && typeof arg === 'object' ? arg : redact(arg))) as typeof args);
      },
    },
  };
  return sink ? pino(options, sink) : pino(options);
}
