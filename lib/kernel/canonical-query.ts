/**
 * The one query string for a page's parameters, without `?`: names in alphabetical order, the values of a list without
 * doubles and in order, separated by commas, and nothing for what is empty. Equal parameters give equal texts.
 */
export function canonicalQuery(parameters: Readonly<Record<string, string | readonly string[] | null | undefined>>): string {
  const query = new URLSearchParams();
  for (const name of Object.keys(parameters).toSorted()) {
    const value = parameters[name];
    const text = typeof value === 'object' && value !== null ? [...new Set(value)].toSorted().join(',') : (value ?? '');
    if (text !== '') query.set(name, text);
  }
  // A comma may stand as it is in a query (RFC 3986 §3.4), and people read these.
  return query.toString().replaceAll('%2C', ',');
}
