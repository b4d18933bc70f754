import type { Viewer } from '#lib/access/viewer.ts';
import type { ApiContext } from './api-context.ts';
import { ApiError } from './api-error.ts';
import { notSignedIn } from './request-viewer.ts';

/** The viewer of an operation that needs one; throws `not-signed-in` should there be none. */
export function knownViewer({ viewer }: Pick<ApiContext, 'viewer'>): Viewer {
  if (!viewer) throw notSignedIn();
  return viewer;
}

/** The same for what only people have; throws `people-only` for a token. */
export function knownPerson(context: Pick<ApiContext, 'viewer'>): Viewer {
  const viewer = knownViewer(context);
  if (viewer.kind === 'user') return viewer;
  throw new ApiError('people-only', 'A token has no sessions and no saved views of its own. Sign in to do this; a token itself is ended by revoking it.');
}
