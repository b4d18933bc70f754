import { badRequest, StatusError } from './status.ts';

type Members = Record<string, unknown>;

/** JSON merge patch (RFC 7396). */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isMembers(patch)) return patch;
  const result: Members = isMembers(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = mergePatch(result[key], value);
  }
  return result;
}

/** JSON patch (RFC 6902) with add, remove, replace, test, copy and move; a failed test is 422, as in Kubernetes. */
export function jsonPatch(target: unknown, operations: unknown): unknown {
  if (!Array.isArray(operations)) throw badRequest('json: cannot unmarshal object into Go value of type jsonpatch.Patch');
  const root: Members = { document: structuredClone(target) };
  for (const operation of operations) {
    if (!isMembers(operation) || typeof operation['path'] !== 'string') throw badRequest('error decoding patch: missing path');
    const path = operation['path'];
    const from = typeof operation['from'] === 'string' ? operation['from'] : '';
    switch (operation['op']) {
      case 'test':
        if (JSON.stringify(read(root, path)) !== JSON.stringify(operation['value'])) throw failed(`testing value ${path} failed`);
        break;
      case 'add':
        write(root, path, operation['value'], true);
        break;
      case 'replace':
        if (read(root, path) === undefined) throw failed(`replace operation does not apply: doc is missing key: ${path}: missing value`);
        write(root, path, operation['value'], false);
        break;
      case 'remove':
        if (read(root, path) === undefined) throw failed(`remove operation does not apply: doc is missing key: ${path}: missing value`);
        remove(root, path);
        break;
      case 'copy':
      case 'move': {
        const value = read(root, from);
        if (operation['op'] === 'move') remove(root, from);
        write(root, path, value, true);
        break;
      }
      default:
        throw badRequest(`Unexpected kind: ${String(operation['op'])}`);
    }
  }
  return root['document'];
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function failed(message: string): StatusError {
  return new StatusError(422, 'Invalid', `the server rejected our request due to an error in our request: ${message}`);
}

function segments(path: string): string[] {
  if (path !== '' && !path.startsWith('/')) throw failed(`invalid path ${path}`);
  return ['document', ...path.split('/').slice(1).map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))];
}

function read(root: Members, path: string): unknown {
  let value: unknown = root;
  for (const segment of segments(path)) {
    if (Array.isArray(value)) value = value[Number(segment)];
    else if (isMembers(value) && Object.hasOwn(value, segment)) value = value[segment];
    else return undefined;
  }
  return value;
}

function write(root: Members, path: string, value: unknown, insert: boolean): void {
  const parts = segments(path);
  const last = parts.pop()!;
  let parent: unknown = root;
  for (const part of parts) parent = Array.isArray(parent) ? parent[Number(part)] : isMembers(parent) ? parent[part] : undefined;
  if (Array.isArray(parent)) {
    const index = last === '-' ? parent.length : Number(last);
    if (!Number.isInteger(index) || index < 0 || index > parent.length) throw failed(`invalid index in ${path}`);
    parent.splice(index, insert ? 0 : 1, value);
  } else if (isMembers(parent)) {
    Object.defineProperty(parent, last, { value, writable: true, enumerable: true, configurable: true });
  } else {
    throw failed(`add operation does not apply: doc is missing path: "${path}": missing value`);
  }
}

function remove(root: Members, path: string): void {
  const parts = segments(path);
  const last = parts.pop()!;
  let parent: unknown = root;
  for (const part of parts) parent = Array.isArray(parent) ? parent[Number(part)] : isMembers(parent) ? parent[part] : undefined;
  if (Array.isArray(parent)) parent.splice(Number(last), 1);
  else if (isMembers(parent)) delete parent[last];
}
