import type { Noun, Observations, Scope, ScopeStatus, Sink } from './contract.ts';

type Row = { uid: string; name: string };
type Recorded = { scope: Scope; rows: Map<string, Row>; status: ScopeStatus | null; currents: number; fulls: number; brokenFulls: number; deltas: number; deleted: string[] };

/** A Sink in memory for tests: keeps rows as sync does and counts what it was told. */
export class RecordingSink implements Sink {
  readonly scopes = new Map<string, Recorded>();
  readonly forgotten: string[] = [];

  /** The scopes of a kind, over all clusters unless one is named. */
  of(kind: string, clusterUid?: string | null): Recorded[] {
    return [...this.scopes.values()].filter(({ scope }) => scope.kind === kind && (clusterUid === undefined || scope.clusterUid === clusterUid));
  }

  /** All rows of a kind, by name. */
  rows<T extends Row = Row>(kind: string): T[] {
    return this.of(kind).flatMap(({ rows }) => [...rows.values()] as T[]);
  }

  /** Everything stored, in a form that can be compared. */
  snapshot(): Record<string, Record<string, unknown>> {
    return Object.fromEntries([...this.scopes].map(([key, { rows }]) => [key, Object.fromEntries(rows)]));
  }

  async full<N extends Noun>(scope: Scope<N>, pages: AsyncIterable<{ items: readonly Observations[N][]; unreadable: number }>): Promise<void> {
    const recorded = this.#of(scope);
    const seen = new Set<string>();
    try {
      for await (const { items } of pages) {
        for (const item of items) {
          seen.add(item.uid);
          recorded.rows.set(item.uid, item);
        }
      }
    } catch (error) {
      recorded.brokenFulls += 1;
      throw error;
    }
    for (const uid of recorded.rows.keys()) if (!seen.has(uid)) this.#delete(recorded, uid);
    recorded.fulls += 1;
  }

  async delta<N extends Noun>(scope: Scope<N>, upserts: readonly Observations[N][], deletes: readonly string[]): Promise<void> {
    const recorded = this.#of(scope);
    for (const item of upserts) recorded.rows.set(item.uid, item);
    for (const uid of deletes) this.#delete(recorded, uid);
    recorded.deltas += 1;
  }

  async status(scope: Scope, status: ScopeStatus): Promise<void> {
    const recorded = this.#of(scope);
    recorded.status = status;
    if (status.state === 'current') recorded.currents += 1;
  }

  async forget(clusterUid: string): Promise<void> {
    this.forgotten.push(clusterUid);
    for (const [key, { scope }] of this.scopes) if (scope.clusterUid === clusterUid) this.scopes.delete(key);
  }

  #of(scope: Scope): Recorded {
    const key = `${scope.clusterUid ?? ''}/${scope.kind}`;
    const found = this.scopes.get(key) ?? { scope, rows: new Map(), status: null, currents: 0, fulls: 0, brokenFulls: 0, deltas: 0, deleted: [] };
    this.scopes.set(key, found);
    return found;
  }

  #delete(recorded: Recorded, uid: string): void {
    if (recorded.rows.delete(uid)) recorded.deleted.push(uid);
  }
}
