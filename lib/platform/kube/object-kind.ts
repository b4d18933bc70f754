/** True when an object names another kind than `kind` (Kubernetes API conventions, TypeMeta); those within a list of built-in objects name none. */
export function isOfAnotherKind(object: unknown, kind: string | undefined): boolean {
  return kind !== undefined && typeof object === 'object' && object !== null && 'kind' in object && typeof object.kind === 'string' && object.kind !== kind;
}
