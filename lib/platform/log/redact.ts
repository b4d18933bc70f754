const secretName = /(^|[-_.])(authorization|proxy-authorization|cookie|set-cookie|password|passwd|pwd|passphrase|secrets?|token|tokens|kubeconfig|credentials?|private-?key|api-?key|client-?key(-?data)?|session)$/i;
const urlPassword = /\b([a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/@]{0,200}):[^\s/@]{1,400}@/gi;
const bearer = /\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]{8,}/gi;
// Begins at the head of a run of such characters only: a text of nothing but `-eyJ` would else be read once for each.
const tokenText = /(?<![A-Za-z0-9_-])(tarmac_[A-Za-z0-9_-]{16,}|eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*)/g;
const pem = /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(-----END [A-Z ]*PRIVATE KEY-----|$)/g;
const maxDepth = 6;
const maxEntries = 200;
const maxCharacters = 16_384;

/** What stands where a secret stood. */
export const redacted = '[redacted]';

/**
 * A copy of `value` that may be logged: fields whose name says secret are replaced at any depth, and credentials in
 * texts are (passwords in URLs, bearer tokens, JWTs, private keys). Bounded in depth, width and length; never throws.
 */
export function redact(value: unknown, depth = 0): unknown {
  try {
    return copy(value, depth);
  } catch {
    // A getter that throws, a key that is no text: what is logged beside it must not be lost.
    return '[unreadable]';
  }
}

function copy(value: unknown, depth: number): unknown {
  // JSON would leave it out, or call it when its name is toJSON.
  if (typeof value === 'function') return undefined;
  if (typeof value === 'string') return redactText(value);
  if (value === null || typeof value !== 'object') return typeof value === 'bigint' ? value.toString() : value;
  if (depth >= maxDepth) return '[deeper]';
  if (value instanceof Date) return value;
  if (value instanceof Error) return redactError(value, depth);
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (Array.isArray(value)) return value.slice(0, maxEntries).map((item) => redact(item, depth + 1));
  const entries = value instanceof Map ? [...value] : Object.entries(value);
  return Object.fromEntries(
    entries.slice(0, maxEntries).map(([name, field]) => [name, isSecretName(String(name)) && field != null && typeof field !== 'boolean' ? redacted : redact(field, depth + 1)]),
  );
}

/** The text without the credentials that can be told by their form, cut where it is very long. */
export function redactText(text: string): string {
  const clean = text.replace(pem, redacted).replace(urlPassword, `$1:${redacted}@`).replace(bearer, `$1 ${redacted}`).replace(tokenText, redacted);
  return clean.length > maxCharacters ? `${clean.slice(0, maxCharacters)}… [${clean.length - maxCharacters} more characters]` : clean;
}

function isSecretName(name: string): boolean {
  return secretName.test(name) || secretName.test(name.replace(/([a-z0-9])([A-Z])/g, '$1-$2'));
}

function redactError(error: Error, depth: number): Record<string, unknown> {
  const code = 'code' in error && typeof error.code === 'string' ? { code: error.code } : {};
  return {
    type: error.name,
    message: redactText(error.message),
    ...code,
    stack: redactText(error.stack ?? ''),
    ...(error.cause === undefined ? {} : { cause: redact(error.cause, depth + 1) }),
  };
}
