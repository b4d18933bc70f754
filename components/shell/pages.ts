import type { IconName } from '#components/ui/icon.tsx';
import type { ViewerDto } from '#lib/api/contract/access.ts';

/** A page of the navigation; shown to those who have `permission`, below the others when `second`. */
export type NavigationPage = { id: string; label: string; href: string; icon: IconName; permission?: ViewerDto['permissions'][number]; second?: boolean };

/** The pages that exist, in the order of the navigation. */
export const pages: NavigationPage[] = [
  { id: 'overview', label: 'Overview', href: '/', icon: 'overview' },
  { id: 'clusters', label: 'Clusters', href: '/clusters', icon: 'clusters' },
  { id: 'campaigns', label: 'Campaigns', href: '/campaigns', icon: 'campaigns' },
  { id: 'audit', label: 'Audit', href: '/audit', icon: 'audit', permission: 'audit:read', second: true },
  { id: 'settings', label: 'Settings', href: '/settings', icon: 'settings', second: true },
];

/** Whether a path belongs to a page: the page itself or one below it. */
export function isCurrent(page: NavigationPage, path: string): boolean {
  return page.href === '/' ? path === '/' : path === page.href || path.startsWith(`${page.href}/`);
}
