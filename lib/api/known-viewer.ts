import type { Viewer } from '#lib/access/viewer.ts';
import type { ApiContext } from './api-context.ts';
import { notSignedIn } from './request-viewer.ts';

/** The viewer of an operation that needs one; throws `not-signed-in` should there be none. */
export function knownViewer({ viewer }: Pick<ApiContext, 'viewer'>): Viewer {
  if (!viewer) throw notSignedIn();
  return viewer;
}
