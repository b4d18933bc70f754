import { createLoader, createSerializer, parseAsString } from 'nuqs/server';
import { keysetPages } from '#components/ui/keyset-pages.ts';
import { readAll } from '#components/ui/read-all.ts';
import { apiClient } from '#lib/api/client.ts';
import type { AuditRecord } from '#lib/api/contract/access.ts';

const recordsAtOnce = 100;

/** The URL of the audit page: the API's own filters. */
export const auditSearchParams = {
  action: parseAsString.withDefault(''), objectType: parseAsString.withDefault(''), objectId: parseAsString.withDefault(''), actor: parseAsString.withDefault(''),
};
/** What the fields of the page hold; an empty one does not filter. */
export type AuditSearch = { action: string; objectType: string; objectId: string; actor: string };

/** Reads it on the server. */
export const loadAuditSearch = createLoader(auditSearchParams);

const serialize = createSerializer(auditSearchParams);

/** The address of the audit page with this search. */
export function auditHref(search: Partial<AuditSearch>): string {
  return serialize('/audit', search);
}

/** Paging of the audit records that a search matches; what is not set is left out, so that equal searches have equal keys. */
export function auditPages(search: AuditSearch) {
  return keysetPages({ ...filtersOf(search), limit: recordsAtOnce });
}

/** Every record that a search matches. */
export function readAllRecords(search: AuditSearch): Promise<AuditRecord[]> {
  return readAll((paging) => apiClient.access.audit.list({ ...filtersOf(search), ...paging }));
}

function filtersOf(search: AuditSearch): Partial<AuditSearch> {
  return Object.fromEntries(Object.entries(search).flatMap(([key, value]) => (value.trim() === '' ? [] : [[key, value.trim()]])));
}
