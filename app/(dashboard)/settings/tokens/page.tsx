import { tokenPages } from '#components/settings/token-pages.ts';
import { TokensView } from '#components/settings/tokens-view.tsx';
import { openPage } from '../../../open-page.tsx';

export const dynamic = 'force-dynamic';
export const metadata = { title: 'API tokens' };

/** API tokens, for administrators. */
export default async function TokensPage() {
  const { viewer, queries } = await openPage('/settings/tokens');
  if (viewer.permissions.includes('token:write')) await queries.prefetchInfinite(queries.api.access.tokens.list.infiniteOptions(tokenPages));
  return queries.hydrate(<TokensView />);
}
