import { keyOf, type KubeObject } from '../model/kube-object.ts';

/** The objects of one kind in one API server: by key, in key order, and by the cluster that they belong to. */
export class Collection<T extends KubeObject> {
  readonly #objects = new Map<string, T>();
  readonly #byGroup = new Map<string, Set<string>>();
  readonly #groupOf: (object: KubeObject) => string | null;
  #keys: string[] | null = null;

  constructor(groupOf: (object: KubeObject) => string | null) {
    this.#groupOf = groupOf;
  }

  get size(): number {
    return this.#objects.size;
  }

  get(key: string): T | undefined {
    return this.#objects.get(key);
  }

  /** Keys in ascending order. */
  keys(): readonly string[] {
    return (this.#keys ??= [...this.#objects.keys()].toSorted());
  }

  values(): T[] {
    return [...this.#objects.values()];
  }

  ofGroup(group: string): T[] {
    const found: T[] = [];
    for (const key of this.#byGroup.get(group) ?? []) {
      const object = this.#objects.get(key);
      if (object) found.push(object);
    }
    return found;
  }

  set(object: T): void {
    const key = keyOf(object);
    if (!this.#objects.has(key)) this.#keys = null;
    this.#objects.set(key, object);
    const group = this.#groupOf(object);
    if (group === null) return;
    const members = this.#byGroup.get(group);
    if (members) members.add(key);
    else this.#byGroup.set(group, new Set([key]));
  }

  delete(key: string): T | undefined {
    const object = this.#objects.get(key);
    if (!object) return undefined;
    this.#objects.delete(key);
    this.#keys = null;
    const group = this.#groupOf(object);
    if (group !== null) this.#byGroup.get(group)?.delete(key);
    return object;
  }
}
