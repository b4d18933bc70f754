import type { Blocker } from '../../../model.ts';

type Named = { kind: string; namespace: string | null; name: string };

/** A reason that keeps a target from being started. */
export function blocking(code: string, object: Named | null, message: string, team: string | null = null): Blocker {
  return { code, severity: 'blocking', message, object: object && { kind: object.kind, namespace: object.namespace, name: object.name }, team };
}

/** A reason to look twice that does not keep a target from being started. */
export function warning(code: string, object: Named | null, message: string, team: string | null = null): Blocker {
  return { ...blocking(code, object, message, team), severity: 'warning' };
}
