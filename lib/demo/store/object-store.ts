import { clusterNameLabel } from '../model/cluster-api-object.ts';
import { keyOf, type KubeObject } from '../model/kube-object.ts';
import { Collection } from './collection.ts';
import { equalJson } from './equal-json.ts';
import type { Kinds, Plural } from './kinds.ts';

/** One change in an API server, as its watches see it; `previous` is null for an object that is new. */
export type StoreEvent = {
  resourceVersion: number;
  type: 'ADDED' | 'MODIFIED' | 'DELETED';
  plural: Plural;
  key: string;
  object: KubeObject;
  previous: KubeObject | null;
};

type Collections = { [P in Plural]: Collection<Kinds[P]> };

/**
 * Everything that one API server holds. Objects are immutable: a change is a new object. Versions
 * count up over all kinds, and the last `historyLength` changes can be watched from.
 */
export class ObjectStore {
  readonly #collections: Collections;
  readonly #listeners = new Set<(event: StoreEvent) => void>();
  readonly #changed = new Map<Plural, Set<string>>();
  readonly #historyLength: number;
  #history: StoreEvent[] = [];
  #resourceVersion: number;
  /** Versions up to this one can no longer be watched from. */
  #compacted: number;

  constructor(options: { resourceVersion?: number; historyLength?: number } = {}) {
    this.#resourceVersion = options.resourceVersion ?? 1000;
    this.#compacted = this.#resourceVersion - 1;
    this.#historyLength = options.historyLength ?? 10_000;
    const byLabel = (object: KubeObject): string | null => {
      const name = object.metadata.labels?.[clusterNameLabel];
      return name === undefined ? null : `${object.metadata.namespace}/${name}`;
    };
    const none = () => null;
    this.#collections = {
      clusters: new Collection(none),
      kubeadmcontrolplanes: new Collection(byLabel),
      machinedeployments: new Collection(byLabel),
      machinesets: new Collection(byLabel),
      machinepools: new Collection(byLabel),
      machines: new Collection(byLabel),
      machinehealthchecks: new Collection(byLabel),
      nodes: new Collection(none),
      namespaces: new Collection(none),
      pods: new Collection(none),
      deployments: new Collection(none),
      statefulsets: new Collection(none),
      daemonsets: new Collection(none),
      replicasets: new Collection(none),
      poddisruptionbudgets: new Collection(none),
    };
  }

  get resourceVersion(): number {
    return this.#resourceVersion;
  }

  get oldestWatchable(): number {
    return this.#compacted;
  }

  get<P extends Plural>(plural: P, key: string): Kinds[P] | undefined {
    return this.#collections[plural].get(key);
  }

  list<P extends Plural>(plural: P): Kinds[P][] {
    return this.#collections[plural].values();
  }

  keys(plural: Plural): readonly string[] {
    return this.#collections[plural].keys();
  }

  size(plural: Plural): number {
    return this.#collections[plural].size;
  }

  /** Objects that carry the label of a cluster; `cluster` is `namespace/name`. */
  ofCluster<P extends Plural>(plural: P, cluster: string): Kinds[P][] {
    return this.#collections[plural].ofGroup(cluster);
  }

  /** Adds an object of the fleet as it was generated: no event, no difference to keep. */
  seed<P extends Plural>(plural: P, object: Kinds[P]): void {
    object.metadata.resourceVersion = String(this.#resourceVersion);
    this.#collections[plural].set(object);
  }

  /** Stores an object unless it equals what is there; returns what is stored. */
  put<P extends Plural>(plural: P, object: Kinds[P]): Kinds[P] {
    const key = keyOf(object);
    const previous = this.#collections[plural].get(key);
    if (previous) {
      const candidate = { ...object, metadata: { ...object.metadata, resourceVersion: previous.metadata.resourceVersion } };
      if (equalJson(previous, candidate)) return previous;
    }
    const resourceVersion = ++this.#resourceVersion;
    const stored = { ...object, metadata: { ...object.metadata, resourceVersion: String(resourceVersion) } };
    this.#collections[plural].set(stored);
    this.#record({ resourceVersion, type: previous ? 'MODIFIED' : 'ADDED', plural, key, object: stored, previous: previous ?? null });
    return stored;
  }

  /** Removes an object; false when there was none. */
  remove(plural: Plural, key: string): boolean {
    const previous = this.#collections[plural].delete(key);
    if (!previous) return false;
    const resourceVersion = ++this.#resourceVersion;
    const object = { ...previous, metadata: { ...previous.metadata, resourceVersion: String(resourceVersion) } };
    this.#record({ resourceVersion, type: 'DELETED', plural, key, object, previous });
    return true;
  }

  subscribe(listener: (event: StoreEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Changes after a version, oldest first; null when they are no longer all known. */
  eventsAfter(resourceVersion: number): StoreEvent[] | null {
    if (resourceVersion < this.#compacted) return null;
    return this.#history.filter((event) => event.resourceVersion > resourceVersion);
  }

  /** Forgets the history, as etcd's compaction does: continue tokens and watches from before are refused. */
  compact(): void {
    this.#history = [];
    this.#compacted = this.#resourceVersion;
  }

  /** What differs from the generated fleet, by kind and key; null stands for an object that is gone. */
  *differences(): Generator<{ plural: Plural; key: string; object: KubeObject | null }> {
    for (const [plural, keys] of this.#changed) {
      for (const key of keys) yield { plural, key, object: this.#collections[plural].get(key) ?? null };
    }
  }

  /** Restores one difference from a saved state. */
  restore<P extends Plural>(plural: P, key: string, object: Kinds[P] | null): void {
    this.#markChanged(plural, key);
    if (object) this.#collections[plural].set(object);
    else this.#collections[plural].delete(key);
  }

  #record(event: StoreEvent): void {
    this.#markChanged(event.plural, event.key);
    this.#history.push(event);
    if (this.#history.length > this.#historyLength * 1.25) {
      const dropped = this.#history.splice(0, this.#history.length - this.#historyLength);
      this.#compacted = dropped.at(-1)!.resourceVersion;
    }
    for (const listener of this.#listeners) listener(event);
  }

  #markChanged(plural: Plural, key: string): void {
    const keys = this.#changed.get(plural);
    if (keys) keys.add(key);
    else this.#changed.set(plural, new Set([key]));
  }
}
