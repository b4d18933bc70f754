import { isContractProcedure } from '@orpc/contract';
import type { Permission } from '#lib/access/permissions.ts';
import { isUuid } from '#lib/kernel/uuid.ts';
import type { OperationMeta } from './contract/route.ts';
import { contract } from './contract/contract.ts';

/** One operation of the contract: `name` is its place in it (`clusters.list`), `path` its template below `/api/v1`. */
export type Operation = { name: string; method: string; path: string; permission: Permission | null };

/** Every operation of the contract, in its order. */
export const operations: readonly Operation[] = listOperations(contract, []);

/** Where an address leads: the operation, or the methods that would have been allowed there (none: no such path). */
export function findOperation(method: string, path: string): { operation: Operation } | { operation: null; allowed: string[] } {
  const segments = path.split('/');
  const here = operations.filter((operation) => isMatch(operation.path.split('/'), segments));
  // A literal segment wins over a parameter: /clusters/facets is not the cluster "facets".
  const sameMethod = here.filter((operation) => operation.method === method).toSorted((a, b) => countParameters(a.path) - countParameters(b.path));
  return sameMethod[0] ? { operation: sameMethod[0] } : { operation: null, allowed: [...new Set(here.map((operation) => operation.method))].toSorted() };
}

const isParameter = (segment: string): boolean => segment.startsWith('{');
const countParameters = (path: string): number => path.split('/').filter(isParameter).length;

/** Every parameter of a path is an id: whatever else stands there names nothing. */
function isMatch(template: string[], segments: string[]): boolean {
  return template.length === segments.length && template.every((part, index) => (isParameter(part) ? isUuid(segments[index]!) : part === segments[index]));
}

function listOperations(node: unknown, place: string[]): Operation[] {
  if (isContractProcedure(node)) {
    const { route, meta } = node['~orpc'];
    const { permission } = meta as OperationMeta;
    return [{ name: place.join('.'), method: route.method ?? 'POST', path: route.path ?? '/', permission }];
  }
  return typeof node === 'object' && node !== null ? Object.entries(node).flatMap(([key, inner]) => listOperations(inner, [...place, key])) : [];
}
