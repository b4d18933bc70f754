'use client';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useQueryStates } from 'nuqs';
import { Page, PageHeader } from '#components/shell/page.tsx';
import { StaleStrip } from '#components/shell/stale-strip.tsx';
import { useCan } from '#components/shell/viewer.tsx';
import { Button } from '#components/ui/button.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { ExportMenu } from '#components/ui/export-menu.tsx';
import { Identifier } from '#components/ui/identifier.tsx';
import { MoreButton } from '#components/ui/more-button.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { SkeletonRows } from '#components/ui/skeleton.tsx';
import { Status } from '#components/ui/status.tsx';
import { api } from '#lib/api/client.ts';
import { countWords } from '#lib/kernel/count-words.ts';
import { auditCsvColumns } from './audit-csv-columns.ts';
import { auditPages, auditSearchParams, readAllRecords } from './audit-queries.ts';
import { RecordLine } from './record-line.tsx';

/** Who did what, to what and why, and whether the record is whole. */
export function AuditView() {
  const mayRead = useCan('audit:read');
  return (
    <Page>
      <PageHeader title="Audit" meta={mayRead ? <Verdict /> : undefined} />
      {mayRead ? <Records /> : <EmptyState tone="waiting" title="The audit record is for auditors and administrators">What you did yourself stands in it too. Ask an auditor if you need to see it.</EmptyState>}
    </Page>
  );
}

function Verdict() {
  const { data, error } = useQuery(api.access.audit.verify.queryOptions({ input: {} }));
  if (error && !data) return <Status tone="unknown">The chain could not be checked</Status>;
  if (!data) return <Status tone="waiting">Checking the chain</Status>;
  if (!data.intact) return <Status tone="failing">{`The chain is broken at record ${data.brokenAt}: it was changed outside of Tarmac`}</Status>;
  return (
    <>
      <Status tone="ok">{`Chain of ${data.records.toLocaleString('en')} ${data.records === 1 ? 'record' : 'records'} intact`}</Status>
      {data.head ? (
        <span>
          head <Identifier value={data.head} />
        </span>
      ) : null}
    </>
  );
}

function Records() {
  const [search, setSearch] = useQueryStates(auditSearchParams, { throttleMs: 300 });
  const query = useInfiniteQuery(api.access.audit.list.infiniteOptions(auditPages(search)));
  const { data, error, refetch } = query;
  const records = data?.pages.flatMap((page) => page.items) ?? [];
  const filtered = Object.values(search).some((value) => value !== '');
  const field = (key: keyof typeof search, label: string) => (
    <input type="search" aria-label={label} placeholder={label} data-filter={key === 'action' ? true : undefined} value={search[key]} onChange={(event) => void setSearch({ [key]: event.target.value })} className="h-[30px] w-[150px] rounded-[7px] border border-field bg-panel px-2.5 max-md:h-10 max-md:flex-1" />
  );
  return (
    <>
      <div role="search" aria-label="Audit records" className="mb-3 flex flex-wrap gap-2">
        {field('action', 'Action')}
        {field('actor', 'Actor')}
        {field('objectType', 'Object type')}
        {field('objectId', 'Object id')}
        <span role="status" className="self-center text-mute empty:sr-only">{filtered && records.length > 0 ? countWords(data?.pages[0]?.total ?? records.length, 'record') : null}</span>
        {records.length > 0 ? <span className="ms-auto"><ExportMenu noun="audit record" what={filtered ? 'What is filtered' : 'All records'} columns={auditCsvColumns} read={() => readAllRecords(search)} /></span> : null}
      </div>
      <Panel flush className="overflow-hidden">
        <StaleStrip query={query} />
        {error && !data ? <ErrorState error={error} what="Audit records" onRetry={() => void refetch()} /> : null}
        {!data && !error ? <div className="px-4"><SkeletonRows rows={10} /></div> : null}
        {data && records.length === 0 && !filtered ? <EmptyState title="Nothing was done yet" /> : null}
        {data && records.length === 0 && filtered ? (
          <EmptyState title="No record matches" action={<Button onClick={() => void setSearch(null)}>Show all records</Button>}>
            An actor is found by any part of the name; an action, an object type or an object id only by all of it. Open a record to filter by what stands in it.
          </EmptyState>
        ) : null}
        <ul aria-label="Audit records, newest first">
          {records.map((record) => (
            <li key={record.id} className="border-b border-line2 last:border-0">
              <RecordLine record={record} />
            </li>
          ))}
        </ul>
        <MoreButton of={query}>Earlier records</MoreButton>
      </Panel>
    </>
  );
}
