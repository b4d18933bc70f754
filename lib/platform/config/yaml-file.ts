import { LineCounter, isMap, isPair, isScalar, parseDocument } from 'yaml';
import type { Document } from 'yaml';
import type { z } from 'zod';
import { describeError } from '#lib/kernel/app-error.ts';
import { ConfigError } from './config-error.ts';
import { readRegularFile, RegularFileError } from './regular-file.ts';

const maxBytes = 1024 * 1024;

/**
 * Reads a YAML 1.2 file and checks it against `schema`. Throws a ConfigError of one sentence that names the file, the
 * line and column, and the path within it; `null` comes back only when the file does not exist.
 */
export async function readYamlFile<Schema extends z.ZodType>(file: string, schema: Schema, check?: (value: z.infer<Schema>) => Misfit | null): Promise<z.infer<Schema> | null> {
  const text = await readText(file);
  if (text === null) return null;
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  const syntax = document.errors[0];
  if (syntax) throw new ConfigError('config-invalid', `${at(syntax.pos[0])} is no valid YAML: ${describeError(syntax)}.`);

  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 100 }) ?? {};
  } catch (thrown) {
    throw new ConfigError('config-invalid', `${file} cannot be read as YAML: ${describeError(thrown)}.`, { cause: thrown });
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    const unknownKey = issue.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
    const place = unknownKey === undefined ? issue.path : [...issue.path, unknownKey];
    throw misfit({ path: place, message: unknownKey === undefined ? describe(issue.message) : 'is not known here' });
  }
  const found = check?.(parsed.data);
  if (found) throw misfit(found);
  return parsed.data;

  function misfit({ path, message }: Misfit): ConfigError {
    return new ConfigError('config-invalid', `${at(findOffset(document, path))} ${formatPath(path) || 'the file'} ${message}.`);
  }
}

/** Something in the file that no schema can say is wrong, and where it stands. */
export type Misfit = { path: readonly PropertyKey[]; message: string };

async function readText(file: string): Promise<string | null> {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await readRegularFile(file, maxBytes));
  } catch (thrown) {
    if (!(thrown instanceof RegularFileError)) throw new ConfigError('config-unreadable', `${file} is no UTF-8 text.`, { cause: thrown });
    if (thrown.code === 'file-missing') return null;
    throw new ConfigError('config-unreadable', `${file} ${thrown.message}.`, { cause: thrown });
  }
}

/** Zod's own texts begin with "Invalid input: expected …"; ours already read as the end of a sentence. */
function describe(message: string): string {
  return message
    .replace(/^Invalid input: expected (\w+), received undefined$/, 'is missing')
    .replace(/^Invalid input: expected (\w+), received (\w+)$/, 'must be $1, not $2')
    .replace(/^Too (small|big): expected (\w+) to (?:be|have) (.*)$/, 'must be $3')
    .replace(/^Invalid (.*)$/, 'is an invalid $1');
}

function findOffset(document: Document.Parsed, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length -= 1) {
    const parent = document.getIn(path.slice(0, length - 1), true);
    const key = path[length - 1];
    const pair = isMap(parent) ? parent.items.find((item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(key)) : null;
    const node: unknown = pair ? pair.key : document.getIn(path.slice(0, length), true);
    if (node && typeof node === 'object' && 'range' in node && Array.isArray(node.range)) return Number(node.range[0]);
  }
  return document.contents?.range[0] ?? 0;
}

function formatPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, part) => (typeof part === 'number' ? `${text}[${part}]` : `${text}${text ? '.' : ''}${String(part)}`), '');
}
