import { oc as orpc } from '@orpc/contract';
import type { Permission } from '#lib/access/permissions.ts';

/** What the door checks before a handler runs; null means that no one need be signed in. */
export type OperationMeta = { permission: Permission | null };

type Route = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: `/${string}`;
  summary: string;
  description?: string;
  tags: string[];
  successStatus?: number;
  inputStructure?: 'compact' | 'detailed';
};

/** Begins an operation: the permission that it needs, then its route. Nothing is public by omission. */
export function oc(permission: Permission | null, route: Route) {
  return orpc.$meta<OperationMeta>({ permission }).route(route);
}
