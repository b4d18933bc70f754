'use client';
import { type ReactNode, useState } from 'react';
import { Identifier } from '#components/ui/identifier.tsx';
import { TextLink } from '#components/ui/text-link.tsx';
import { Time } from '#components/ui/time.tsx';
import type { AuditRecord } from '#lib/api/contract/access.ts';
import { auditHref } from './audit-queries.ts';

/** One act in a line; it opens to all that is recorded of it, and from there to what is recorded of the same. */
export function RecordLine({ record }: { record: AuditRecord }) {
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
      {open ? <RecordDetail record={record} /> : null}
    </>
  );
}

function RecordDetail({ record: { at, actor, action, objectType, objectId, objectName, reason, requestId, hash, data } }: { record: AuditRecord }) {
  const page = objectId === null ? null : pageOf(objectType, objectId);
  return (
    <dl className="grid grid-cols-[80px_minmax(0,1fr)] gap-x-4 gap-y-1 border-t border-line2 bg-hover px-4 py-3 [&>dd]:wrap-anywhere [&>dt]:text-mute">
      <dt>When</dt>
      <dd className="mono">{at}</dd>
      <dt>Actor</dt>
      <dd>
        {actor.name} <span className="text-faint">({actor.kind})</span> <Identifier value={actor.id} /> <Same search={{ actor: actor.id }}>all by this actor</Same>
      </dd>
      <dt>Action</dt>
      <dd>
        <span className="mono">{action}</span> <Same search={{ action }}>all of this action</Same>
      </dd>
      <dt>Object</dt>
      <dd>
        {objectType} {page === null ? objectName : <TextLink href={page} className="font-medium underline">{objectName ?? objectId}</TextLink>}{' '}
        {objectId === null ? null : <><Identifier value={objectId} /> <Same search={{ objectId }}>all of this {objectType}</Same></>}
      </dd>
      {reason === null ? null : (
        <>
          <dt>Reason</dt>
          <dd>{reason}</dd>
        </>
      )}
      <dt>Request</dt>
      <dd className="mono">{requestId ?? 'none'}</dd>
      <dt>Hash</dt>
      <dd>
        <Identifier value={hash} />
      </dd>
      <dt>Data</dt>
      <dd>
        <pre className="mono max-h-64 overflow-auto whitespace-pre-wrap break-all">{JSON.stringify(data, null, 2)}</pre>
      </dd>
    </dl>
  );
}

function Same({ search, children }: { search: Parameters<typeof auditHref>[0]; children: ReactNode }) {
  return (
    <TextLink href={auditHref(search)} className="text-sm whitespace-nowrap text-mute underline">
      {children}
    </TextLink>
  );
}

/** The page on which an object is seen with its outcome; null for one that has none. */
function pageOf(objectType: string, objectId: string): string | null {
  if (objectType === 'campaign') return `/campaigns/${objectId}`;
  if (objectType === 'source') return `/settings/sources/${objectId}`;
  return null;
}
