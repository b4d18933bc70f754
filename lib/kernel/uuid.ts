/** Whether a text is a UUID (RFC 9562 §4) as Postgres reads it with hyphens, of whatever version. */
export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}
