import { keysetPages } from '#components/ui/keyset-pages.ts';
import type { SavedViewDto } from '#lib/api/contract/views.ts';

/** How the saved views of a page are asked for; the first answer holds all that most teams have. */
export function viewPages(page: SavedViewDto['page']) {
  return keysetPages({ page, limit: 500 });
}
