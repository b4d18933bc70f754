import { createWriteStream, mkdirSync, renameSync, statSync } from 'node:fs';
import type { WriteStream } from 'node:fs';
import path from 'node:path';

/** A file of lines that is kept below a size: full, it becomes `<file>.1` and starts anew. */
export type LogFile = { write(line: string): void; close(): Promise<void> };

const maxBytes = 20 * 1024 * 1024;

/** Appends to `file`, making its folder; losing a line when the disk is full is not an error. */
export function openLogFile(file: string): LogFile {
  mkdirSync(path.dirname(file), { recursive: true });
  let size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  let stream = open();
  function open(): WriteStream {
    const opened = createWriteStream(file, { flags: 'a', mode: 0o600 });
    opened.on('error', () => undefined);
    return opened;
  }
  return {
    write: (line) => {
      if (size > maxBytes) {
        stream.end();
        renameSync(file, `${file}.1`);
        size = 0;
        stream = open();
      }
      size += Buffer.byteLength(line) + 1;
      stream.write(`${line}\n`);
    },
    close: () => new Promise((resolve) => stream.end(() => resolve())),
  };
}
