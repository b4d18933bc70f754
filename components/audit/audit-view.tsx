'use client';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useQueryStates } from 'nuqs';
import { useState } from 'react';
import { Page, PageHeader } from '#components/shell/page.tsx';
import { useCan } from '#components/shell/viewer.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { ExportMenu } from '#components/ui/export-menu.tsx';
import { Identifier } from '#components/ui/identifier.tsx';
import { MoreButton } from '#components/ui/more-button.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { SkeletonRows } from '#components/ui/skeleton.tsx';
import { Status } from '#components/ui/status.tsx';
import { Time } from '#components/ui/time.tsx';
import { api } from '#lib/api/client.ts';
import type { AuditRecord } from '#lib/api/contract/access.ts';
import { auditCsvColumns } from './audit-csv-columns.ts';
import { auditPages, auditSearchParams, readAllRecords } from './audit-queries.ts';

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
        {records.length > 0 ? <span className="ms-auto"><ExportMenu noun="audit record" what={filtered ? 'What is filtered' : 'All records'} columns={auditCsvColumns} read={() => readAllRecords(search)} /></span> : null}
      </div>
      <Panel flush className="overflow-hidden">
        {error && !data ? <ErrorState error={error} what="Audit records" onRetry={() => void refetch()} /> : null}
        {!data && !error ? <div className="px-4"><SkeletonRows rows={10} /></div> : null}
        {data && records.length === 0 ? <EmptyState title={filtered ? 'No record matches' : 'Nothing was done yet'} /> : null}
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

function RecordLine({ record }: { record: AuditRecord }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" aria-expanded={open} onClick={() => setOpen(!open)} className="flex w-full flex-wrap items-baseline gap-x-4 gap-y-0.5 px-4 py-2 max-md:gap-x-2 text-start hover:bg-hover focus-visible:outline-offset-[-2px]">
        <Time at={record.at} className="w-24 shrink-0 text-mute max-md:w-auto" />
        <span className="w-36 shrink-0 truncate font-medium max-md:w-auto max-md:max-w-[50%]">{record.actor.name}</span>
        <span className="mono w-56 shrink-0 truncate max-md:w-auto">{record.action}</span>
        <span className="min-w-0 flex-1 truncate max-md:order-last max-md:basis-full">
          {typeof record.data['cluster'] === 'string' ? <b className="font-medium">{record.data['cluster']} in </b> : null}
          {record.objectName ?? record.objectId ?? record.objectType}
          {record.reason ? <span className="text-mute"> · {record.reason}</span> : null}
        </span>
        <span className="mono text-faint max-md:ms-auto">#{record.id}</span>
      </button>
      {open ? (
        <dl className="grid grid-cols-[80px_minmax(0,1fr)] gap-x-4 gap-y-1 border-t border-line2 bg-hover px-4 py-3 [&>dt]:text-mute">
          <dt>When</dt>
          <dd className="mono">{record.at}</dd>
          <dt>Actor</dt>
          <dd>
            {record.actor.name} <span className="text-faint">({record.actor.kind})</span> <Identifier value={record.actor.id} />
          </dd>
          <dt>Object</dt>
          <dd>
            {record.objectType} {record.objectId ? <Identifier value={record.objectId} /> : null}
          </dd>
          <dt>Request</dt>
          <dd className="mono">{record.requestId ?? 'none'}</dd>
          <dt>Hash</dt>
          <dd>
            <Identifier value={record.hash} />
          </dd>
          <dt>Data</dt>
          <dd>
            <pre className="mono max-h-64 overflow-auto whitespace-pre-wrap break-all">{JSON.stringify(record.data, null, 2)}</pre>
          </dd>
        </dl>
      ) : null}
    </>
  );
}
