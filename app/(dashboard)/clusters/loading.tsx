import { FillPage, PageHeader } from '#components/shell/page.tsx';
import { SkeletonRows } from '#components/ui/skeleton.tsx';

/** The clusters page while its first answer is on its way, in the size of what comes. */
export default function ClustersLoading() {
  return (
    <FillPage>
      <PageHeader title="Clusters" meta={<span>&nbsp;</span>} />
      <div className="mb-3 h-9 border-b border-line" />
      <div className="h-[30px]" />
      <div className="mt-3 flex-1 overflow-hidden rounded-[10px] border border-line bg-panel px-4 pt-[34px]">
        <SkeletonRows rows={16} label="Loading clusters" />
      </div>
    </FillPage>
  );
}
