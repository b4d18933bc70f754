/** What went wrong, in words for the person who looks: RFC 9457 members where the API gave them. */
export type Problem = { title: string; detail: string | null; status: number | null; code: string | null; requestId: string | null; retryable: boolean; errors: { field: string; detail: string }[] };

type Loose = Record<string, unknown>;
const isLoose = (value: unknown): value is Loose => typeof value === 'object' && value !== null;
const textOf = (value: unknown) => (typeof value === 'string' && value !== '' ? value : null);

function problemMembers(error: unknown): Loose {
  if (!isLoose(error)) return {};
  const data = isLoose(error['data']) ? error['data'] : {};
  const body = isLoose(data['body']) ? data['body'] : {};
  return { ...error, ...data, ...body };
}

/** What is wrong with which field, as the API says it in `errors`; a field's name is its JSON pointer without slashes at its ends. */
function errorsOf(errors: unknown): Problem['errors'] {
  if (!Array.isArray(errors)) return [];
  return errors.flatMap((error: unknown) => {
    const detail = isLoose(error) ? textOf(error['detail']) : null;
    return isLoose(error) && detail !== null ? [{ field: (textOf(error['pointer']) ?? '').replace(/^\/(body\/)?/, '').replaceAll('/', '.'), detail }] : [];
  });
}

const titles: Record<number, string> = {
  400: 'The request was not understood',
  403: 'Not found, or not yours to see',
  404: 'Not found, or not yours to see',
  409: 'It has changed in the meantime',
  413: 'That is too large',
  429: 'Too many requests',
};

/** Whether a request failed since what it asked for is not there, or no longer for this person: asking again will not help. */
export function isGone(error: unknown): boolean {
  const { status } = problemOf(error);
  return status === 403 || status === 404;
}

/** Reads whatever a failed request threw into a problem; never throws. No answer at all is the server out of reach. */
export function problemOf(error: unknown): Problem {
  const members = problemMembers(error);
  const status = typeof members['status'] === 'number' ? members['status'] : null;
  const message = error instanceof Error ? textOf(error.message) : null;
  if (status === null) {
    return { title: 'Tarmac could not be reached', detail: 'What you see is the last that was loaded. It tries again by itself.', status, code: null, requestId: null, retryable: true, errors: [] };
  }
  // The API's words are for programs too, which have no page to sign in on.
  const signedOut = members['code'] === 'not-signed-in';
  return {
    title: signedOut ? 'You are signed out' : (textOf(members['title']) ?? titles[status] ?? (status >= 500 ? 'Tarmac could not answer' : 'The request failed')),
    detail: signedOut ? 'The session has ended: sign in to go on.' : (textOf(members['detail']) ?? message),
    status,
    code: textOf(members['code']),
    requestId: textOf(members['requestId']),
    retryable: status >= 500 || status === 429,
    errors: errorsOf(members['errors']),
  };
}
