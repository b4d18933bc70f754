import { randomUUID } from 'node:crypto';
import { AppError } from '#lib/kernel/app-error.ts';
import { observedId } from '#lib/kernel/observed-id.ts';
import type { Database } from '#lib/platform/db/database.ts';
import { clusterRepave } from '../kinds/cluster-repave/cluster-repave.ts';
import { testBudget, testGroup, testMachine } from '../kinds/cluster-repave/test-snapshot.ts';
import type { ActuatorErrorCode, RolloutTarget } from '../ports.ts';
import type { TickContext } from './tick-context.ts';

const staleAfterMs = 60_000;
const scopesOf = { Cluster: 'cluster', KubeadmControlPlane: 'machineGroup', MachineDeployment: 'machineGroup', Machine: 'machine', MachineHealthCheck: 'machineHealthCheck' };

/**
 * A small world for tests on a real database: rows as sync would write them, a clock that the test
 * moves, and an actuator that writes down what it was asked and does what the test says.
 */
export class TestWorld {
  readonly db: Database;
  readonly sourceId = randomUUID();
  /** Every value that the outside was asked for, in order. */
  readonly calls: { cluster: string; group: string; after: string }[] = [];
  /** Thrown by the next calls, one each. */
  readonly failures: (AppError<ActuatorErrorCode> | Error)[] = [];
  /** Called in the middle of each call. */
  onCall: (target: RolloutTarget) => Promise<void> = async () => undefined;
  /** Whether Cluster API replaces the machines as soon as it is asked. */
  replacesAtOnce = true;
  #nowMs = Date.now();
  #generation = 0;

  constructor(db: Database) {
    this.db = db;
  }

  get now(): Date {
    return new Date(this.#nowMs);
  }

  context(changes: Partial<TickContext> = {}): TickContext {
    return {
      db: this.db,
      kinds: new Map([[clusterRepave.kind, clusterRepave]]),
      actuatorOf: async () => ({ setRolloutAfter: (target, after) => this.#setRolloutAfter(target, after) }),
      log: { info: () => undefined, warn: () => undefined },
      now: () => this.now,
      random: () => 0.5,
      patienceUntil: new Date(0),
      callTimeoutMs: 5_000,
      plans: new Map(),
      signal: new AbortController().signal,
      ...changes,
    };
  }

  /** Time passes and every source is read once more. */
  async passes(ms: number): Promise<void> {
    this.#nowMs += ms;
    await this.seen();
  }

  /** Time passes and no source answers. */
  goesSilent(ms: number): void {
    this.#nowMs += ms;
  }

  /** Every source is read now, by the real clock. */
  async looksNow(): Promise<void> {
    this.#nowMs = Date.now();
    await this.seen();
  }

  /** Every listing, or only those of these kinds, is current now. */
  async seen(kinds: readonly string[] | null = null): Promise<void> {
    await this.db.pool.query(`UPDATE source_scopes SET observed_at = $1, state = 'current' WHERE source_id = $2 AND ($3::text[] IS NULL OR kind = ANY($3))`, [this.now, this.sourceId, kinds]);
  }

  async begin(): Promise<void> {
    await this.#insert('sources', { id: this.sourceId, name: `source-${this.sourceId}`, kind: 'cluster-api', origin: 'settings', revision: 'r' });
    for (const [kind, noun] of Object.entries(scopesOf)) await this.#scope(kind, noun, '', null);
  }

  /** A steady cluster: a control plane of one and a MachineDeployment of two. Returns its id. */
  async addCluster(name: string): Promise<string> {
    const id = this.idOf(name);
    const [control, workers] = [`${name}-cp`, `${name}-md`];
    await this.#insert('clusters', {
      id, scope_id: 0, source_id: this.sourceId, uid: `uid-${name}`, hash: '', namespace: 'fleet', name, managed_by: 'cluster-api', api_version: 'v1beta2', labels: {},
      desired_version: 'v1.36.4', control_plane_version: 'v1.36.4', paused: false, conditions: [], environment_rule: '', region_rule: '', team_rule: '',
    });
    for (const [kind, noun] of [['Node', 'node'], ['PodDisruptionBudget', 'disruptionBudget']] as const) await this.#scope(kind, noun, `uid-${name}`, id);
    const owned = { clusterName: name, createdAt: new Date(this.#nowMs - 40 * 86_400_000).toISOString() };
    await this.#observe('machine_groups', name, testGroup('KubeadmControlPlane', control, 1, owned));
    await this.#observe('machine_groups', name, testGroup('MachineDeployment', workers, 2, owned));
    await this.#observe('machines', name, testMachine(`${name}-cp-old`, control, 'control-plane', owned));
    for (const index of [1, 2]) await this.#observe('machines', name, testMachine(`${name}-md-old-${index}`, workers, 'worker', owned));
    await this.seen();
    return id;
  }

  async addMachine(cluster: string, name: string, changes: Parameters<typeof testMachine>[3] = {}): Promise<void> {
    await this.#observe('machines', cluster, testMachine(name, `${cluster}-md`, 'worker', { clusterName: cluster, createdAt: this.now.toISOString(), ...changes }));
  }

  async addBudget(cluster: string, name: string, changes: Parameters<typeof testBudget>[1] = {}): Promise<void> {
    await this.#observe('disruption_budgets', cluster, testBudget(name, changes));
  }

  async setCluster(name: string, column: 'paused' | 'deleting_since', value: unknown): Promise<void> {
    await this.db.pool.query(`UPDATE clusters SET ${column} = $1 WHERE id = $2`, [value, this.idOf(name)]);
  }

  /** Cluster API replaces what was made before the rollout time of a group. */
  async replaceMachines(group: string): Promise<void> {
    const { rows } = await this.db.pool.query<{ id: string; name: string; role: 'control-plane' | 'worker'; clusterName: string }>(
      `SELECT m.id, m.name, m.role, m.cluster_name AS "clusterName" FROM machines m JOIN machine_groups g ON g.name = m.group_name AND g.cluster_id = m.cluster_id
       WHERE m.group_name = $1 AND m.created_at < g.rollout_after`,
      [group],
    );
    this.#generation += 1;
    for (const row of rows) {
      await this.db.pool.query('DELETE FROM machines WHERE id = $1', [row.id]);
      const changes = { clusterName: row.clusterName, createdAt: this.now.toISOString() };
      await this.#observe('machines', row.clusterName, testMachine(`${row.name.replace(/-old|-new\d+/, '')}-new${this.#generation}`, group, row.role, changes));
    }
  }

  idOf(cluster: string): string {
    return observedId(this.sourceId, `fleet/${cluster}`);
  }

  async #setRolloutAfter(target: RolloutTarget, after: string): Promise<{ changed: boolean }> {
    this.calls.push({ cluster: target.clusterName, group: target.group.name, after });
    const failure = this.failures.shift();
    if (failure) throw failure;
    const { rowCount } = await this.db.pool.query('UPDATE machine_groups SET rollout_after = $1 WHERE name = $2 AND rollout_after IS DISTINCT FROM $1', [after, target.group.name]);
    if (this.replacesAtOnce) await this.replaceMachines(target.group.name);
    await this.onCall(target);
    return { changed: rowCount === 1 };
  }

  async #scope(kind: string, noun: string, clusterUid: string, clusterId: string | null): Promise<void> {
    await this.#insert('source_scopes', { source_id: this.sourceId, cluster_uid: clusterUid, cluster_id: clusterId, kind, noun, state: 'current', observed_at: this.now, stale_after_ms: staleAfterMs });
  }

  async #observe(table: string, cluster: string, observation: { uid: string; name: string }): Promise<void> {
    const row = Object.fromEntries(Object.entries(observation).map(([key, value]) => [key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), value]));
    await this.#insert(table, { ...row, id: observedId(this.sourceId, observation.uid), scope_id: 0, hash: '', cluster_id: this.idOf(cluster) });
  }

  async #insert(table: string, row: Record<string, unknown>): Promise<void> {
    const columns = Object.keys(row);
    const values = Object.values(row).map((value) => (value !== null && typeof value === 'object' && !(value instanceof Date) ? JSON.stringify(value) : value));
    await this.db.pool.query(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map((_, index) => `$${index + 1}`).join(', ')})`, values);
  }
}
