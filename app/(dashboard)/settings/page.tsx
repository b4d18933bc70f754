import { SourcesView } from '#components/settings/sources-view.tsx';
import { openPage } from '../../open-page.tsx';

export const dynamic = 'force-dynamic';
export const metadata = { title: 'Settings' };

/** Settings, beginning with the sources. */
export default async function SettingsPage() {
  const { queries } = await openPage('/settings');
  await queries.prefetch(queries.api.sources.list.queryOptions({ input: {} }));
  return queries.hydrate(<SourcesView />);
}
