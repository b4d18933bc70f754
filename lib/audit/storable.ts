/** Text as Postgres can hold it: U+0000 and lone surrogates become U+FFFD. */
export function storableText(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\uFFFD');
}

/**
 * The value as it will come back from a jsonb column (Dates as text, no undefined members, storable text), so that
 * its hash is the same before and after.
 */
export function storableJson(value: Record<string, unknown>): Record<string, unknown> {
  const seen: unknown = JSON.parse(JSON.stringify(value), (_key, member: unknown) => {
    if (typeof member === 'string') return storableText(member);
    if (member !== null && typeof member === 'object' && !Array.isArray(member)) {
      return Object.fromEntries(Object.entries(member).map(([key, inner]) => [storableText(key), inner]));
    }
    return member;
  });
  return seen as Record<string, unknown>;
}
