import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** What a Node child of this process loads (`--import`) so that it ends when this process is gone; its standard input must be a pipe. */
export const lifeline = `${pathToFileURL(path.join(import.meta.dirname, 'end-with-parent.mjs')).href}?parent=${process.pid}`;
