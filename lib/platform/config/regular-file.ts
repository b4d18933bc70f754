import { constants } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { AppError } from '#lib/kernel/app-error.ts';

/** Why a file that an operator named is not read. */
export type RegularFileErrorCode = 'file-missing' | 'file-below-file' | 'file-forbidden' | 'file-is-folder' | 'file-irregular' | 'file-too-large' | 'file-failed';

/** The refusal of {@link readRegularFile}; its message ends a sentence that begins with the name of the file. */
export class RegularFileError extends AppError<RegularFileErrorCode> {}

/** By the system's code; its own text would name the file again. */
const reasons: Readonly<Record<string, [RegularFileErrorCode, string]>> = {
  ENOENT: ['file-missing', 'does not exist'],
  ENOTDIR: ['file-below-file', 'does not exist, since a part of its path is a file'],
  EACCES: ['file-forbidden', 'may not be read by the user that runs Tarmac'],
  EPERM: ['file-forbidden', 'may not be read by the user that runs Tarmac'],
};

/**
 * The whole of a regular file of at most `maxBytes`. What is none (a folder, a pipe, a device) is neither opened nor
 * waited for, and never more than `maxBytes` and one are read, whatever the file says of its size. Throws RegularFileError.
 */
export async function readRegularFile(file: string, maxBytes: number): Promise<Buffer> {
  try {
    const found = await stat(file);
    if (found.isDirectory()) throw new RegularFileError('file-is-folder', 'is a folder');
    if (!found.isFile()) throw new RegularFileError('file-irregular', 'is no regular file');
    if (found.size > maxBytes) throw tooLarge(maxBytes);
    return await readBounded(file, maxBytes);
  } catch (thrown) {
    if (thrown instanceof RegularFileError) throw thrown;
    const systemCode = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
    const [code, message] = reasons[systemCode] ?? ['file-failed', `cannot be read (${systemCode || 'unknown error'})`];
    throw new RegularFileError(code, message, { cause: thrown });
  }
}

// The path may have been given to something else since it was looked at: opening a pipe without O_NONBLOCK waits for its writer.
async function readBounded(file: string, maxBytes: number): Promise<Buffer> {
  const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const chunks: Buffer[] = [];
    for (let left = maxBytes + 1; left > 0; ) {
      const chunk = Buffer.allocUnsafe(Math.min(left, 64 * 1024));
      const { bytesRead } = await handle.read(chunk, 0, chunk.length, null);
      if (bytesRead === 0) return Buffer.concat(chunks);
      chunks.push(chunk.subarray(0, bytesRead));
      left -= bytesRead;
    }
    throw tooLarge(maxBytes);
  } finally {
    await handle.close();
  }
}

const tooLarge = (maxBytes: number): RegularFileError => new RegularFileError('file-too-large', `is larger than ${maxBytes / 1024 / 1024} MiB`);
