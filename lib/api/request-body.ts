import { ApiError } from './api-error.ts';

const mebibyte = 1024 * 1024;
const deepest = 20;

/** The most bytes of a body: a source carries a kubeconfig of 256 KiB and little else; all else is far below 1 MiB. */
export function bodyLimitBytes(path: string): number {
  return path === '/sources' || path.startsWith('/sources/') ? 300 * 1024 : mebibyte;
}

/**
 * The body of a request as JSON text, checked before anything parses it: its type, its size, its nesting, and that it
 * is JSON. Null when there is none. Throws ApiError.
 */
export async function readJsonBody(request: Request, limitBytes: number): Promise<string | null> {
  const text = await readText(request, limitBytes);
  if (text.trim() === '') return null;
  const type = request.headers.get('content-type') ?? '';
  if (!/^application\/json\s*(;|$)/i.test(type)) {
    throw new ApiError('unsupported-media-type', 'The body must be JSON, sent with the header Content-Type: application/json.', { headers: { accept: 'application/json' } });
  }
  refuseDeepNesting(text);
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (thrown) {
    throw new ApiError('malformed-json', 'The body is not JSON.', { cause: thrown });
  }
  refuseHostileContent(parsed, '');
  return text;
}

/** The body as UTF-8 text, read up to the limit and no further; empty without one. Throws ApiError. */
export async function readText(request: Request, limitBytes: number): Promise<string> {
  const tooLarge = () => new ApiError('too-large', `The body is larger than ${limitBytes / 1024} KiB.`);
  if (Number(request.headers.get('content-length')) > limitBytes) throw tooLarge();
  if (!request.body) return '';
  const chunks: Uint8Array[] = [];
  const reader = request.body.getReader();
  try {
    for (let size = 0; ; ) {
      const { done, value } = await reader.read();
      if (done) break;
      size += value.byteLength;
      if (size > limitBytes) throw tooLarge();
      chunks.push(value);
    }
  } finally {
    reader.releaseLock();
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch (thrown) {
    throw new ApiError('malformed-json', 'The body is not UTF-8.', { cause: thrown });
  }
}

function refuseDeepNesting(text: string): void {
  let depth = 0;
  let inText = false;
  for (let index = 0; index < text.length; index += 1) {
    const char = text[index];
    if (inText) {
      if (char === '\\') index += 1;
      else if (char === '"') inText = false;
    } else if (char === '"') inText = true;
    else if (char === '{' || char === '[') {
      depth += 1;
      if (depth > deepest) throw new ApiError('too-deep', `The body is nested deeper than ${deepest} levels.`);
    } else if (char === '}' || char === ']') depth -= 1;
  }
}

/** What no field accepts and what would do harm further in: `__proto__`, and text that the database cannot hold. */
function refuseHostileContent(value: unknown, pointer: string): void {
  if (typeof value === 'string') {
    const problem = textProblem(value);
    if (problem) throw invalid(pointer, problem);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) {
      const at = `${pointer}/${key.slice(0, 100).replaceAll('~', '~0').replaceAll('/', '~1')}`;
      if (key === '__proto__') throw invalid(at, 'This field is not known.');
      const problem = textProblem(key);
      if (problem) throw invalid(pointer, problem);
      refuseHostileContent(inner, at);
    }
  }
}

/** Why `text` cannot be taken, null when it can. */
export function textProblem(text: string): string | null {
  return text.includes('\0') || !text.isWellFormed() ? 'The text has a character that cannot be stored.' : null;
}

const invalid = (pointer: string, detail: string): ApiError =>
  new ApiError('invalid-input', 'The body is not what this operation takes.', { issues: [{ pointer: pointer.toWellFormed(), detail }] });
