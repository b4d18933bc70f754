import type { Viewer } from '#lib/access/viewer.ts';
import { isGranted } from '#lib/access/permissions.ts';
import type { Permission } from '#lib/access/permissions.ts';
import { ApiError } from './api-error.ts';
import { notSignedIn } from './request-viewer.ts';

/**
 * The one decision on who may do what: returns the viewer when the role carries the permission. Throws
 * `not-signed-in` without a viewer and `forbidden` without the permission.
 */
export function authorise(viewer: Viewer | null, permission: Permission): Viewer {
  if (!viewer) throw notSignedIn();
  if (!isGranted(viewer.role, permission)) {
    throw new ApiError('forbidden', `The role ${viewer.role} may not do this: it needs the permission ${permission}. Ask an admin.`);
  }
  return viewer;
}
