import { auditHref, auditPages, loadAuditSearch } from '#components/audit/audit-queries.ts';
import { AuditView } from '#components/audit/audit-view.tsx';
import { openPage } from '../../open-page.tsx';

export const dynamic = 'force-dynamic';
export const metadata = { title: 'Audit' };

/** The audit record, filtered as the URL says. */
export default async function AuditPage({ searchParams }: { searchParams: Promise<Record<string, string | string[] | undefined>> }) {
  const search = loadAuditSearch(await searchParams);
  const { viewer, queries } = await openPage(auditHref(search));
  if (viewer.permissions.includes('audit:read')) {
    // The chain is checked once the page is open: a long one takes seconds.
    await queries.prefetchInfinite(queries.api.access.audit.list.infiniteOptions(auditPages(search)));
  }
  return queries.hydrate(<AuditView />);
}
