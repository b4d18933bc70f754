import { ApiError } from './api-error.ts';
import { textProblem } from './request-body.ts';

/**
 * Refuses queries that could mean two things: a name twice (several values are comma-separated), names with
 * brackets, and text that cannot be stored. Throws ApiError `invalid-input`.
 */
export function checkQuery(url: URL): void {
  const seen = new Set<string>();
  for (const [name, value] of url.searchParams) {
    const detail =
      /[[\]\\]/.test(name) || name === '__proto__' ? 'This parameter is not known.'
      : seen.has(name) ? 'This parameter stands twice; give several values with commas.'
      : textProblem(name) ?? textProblem(value);
    if (detail) throw new ApiError('invalid-input', 'The query is not what this operation takes.', { issues: [{ pointer: `/${name.slice(0, 100)}`.replaceAll('\0', ''), detail }] });
    seen.add(name);
  }
}
