import { keysetPages } from '#components/ui/keyset-pages.ts';

/** Paging of the list of API tokens. */
export const tokenPages = keysetPages({ limit: 100 });
