import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';

const maxBytes = 20 * 1024 * 1024;

/**
 * Adds a line to `file`, which is kept below a size: full, it becomes `<file>.1` and starts anew. It is opened for each
 * line, so that whoever needs room may move or remove it. Never throws: a line that cannot be written is lost.
 */
export function appendLog(file: string, line: string): void {
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > maxBytes) renameSync(file, `${file}.1`);
    appendFileSync(file, `${line}\n`, { mode: 0o600 });
  } catch {
    // A full disk must not end the part that speaks, and is tried again with its next line.
  }
}
