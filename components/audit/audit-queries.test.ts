import { expect, test } from 'vitest';
import { auditPages, loadAuditSearch } from './audit-queries.ts';

test('the URL becomes the filters of the API, and what is not set is left out', () => {
  const search = loadAuditSearch('?action=campaign.start&actor=%20&colour=red');
  expect(auditPages(search).input(undefined)).toEqual({ action: 'campaign.start', limit: 100 });
  expect(auditPages(search).input('next')).toEqual({ action: 'campaign.start', limit: 100, cursor: 'next' });
});
