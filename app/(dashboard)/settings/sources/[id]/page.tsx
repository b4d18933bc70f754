import type { Metadata } from 'next';
import { cache } from 'react';
import { SourceView } from '#components/settings/source-view.tsx';
import { openPage } from '../../../../open-page.tsx';

export const dynamic = 'force-dynamic';

type SourcePageProps = { params: Promise<{ id: string }> };

/** A source with the health of each of its listings. */
export default async function SourcePage({ params }: SourcePageProps) {
  const { id } = await params;
  const { queries } = await openSource(id);
  return queries.hydrate(<SourceView id={id} />);
}

/** The source's name as the title. */
export async function generateMetadata({ params }: SourcePageProps): Promise<Metadata> {
  const { source } = await openSource((await params).id);
  return { title: source.name };
}

// Once a request, for the page and its title.
const openSource = cache(async (id: string) => {
  const { queries } = await openPage(`/settings/sources/${id}`);
  return { queries, source: await queries.require(queries.api.sources.get.queryOptions({ input: { id } })) };
});
