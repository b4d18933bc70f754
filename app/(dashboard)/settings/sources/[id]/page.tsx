import { SourceView } from '#components/settings/source-view.tsx';
import { openPage } from '../../../../open-page.tsx';

export const dynamic = 'force-dynamic';

/** A source with the health of each of its listings. */
export default async function SourcePage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  const { queries } = await openPage(`/settings/sources/${id}`);
  const source = await queries.require(queries.api.sources.get.queryOptions({ input: { id } }));
  return queries.hydrate(
    <>
      <title>{`${source.name} · Tarmac`}</title>
      <SourceView id={id} />
    </>,
  );
}
