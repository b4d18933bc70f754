import { TokensView } from '#components/settings/tokens-view.tsx';
import { openPage } from '../../../open-page.tsx';

export const dynamic = 'force-dynamic';
export const metadata = { title: 'API tokens' };

/** API tokens, for administrators. */
export default async function TokensPage() {
  const { viewer, queries } = await openPage('/settings/tokens');
  if (viewer.permissions.includes('token:write')) await queries.prefetch(queries.api.access.tokens.list.queryOptions({ input: {} }));
  return queries.hydrate(<TokensView />);
}
