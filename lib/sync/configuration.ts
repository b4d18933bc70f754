import path from 'node:path';
import type pg from 'pg';
import { describeError } from '#lib/kernel/app-error.ts';
import { defaultAssignment } from '#lib/platform/config/tarmac-config.ts';
import type { TarmacConfig } from '#lib/platform/config/tarmac-config.ts';
import { findUnlikeStored, mirrorConfiguredSources, readConfiguredNames, readStoredAssignment, storeFleetSettings } from './configured-sources.ts';
import { claimOnConfiguration } from './source-locks.ts';
import type { Fence, SourceLocks } from './source-locks.ts';

type Options = { pool: pg.Pool; locks: SourceLocks; file: string; log: { warn(fields: object, message: string): void } };

/**
 * The tarmac.yaml that is in force. Of several workers one owns the configuration (advisory lock, until it ends): its
 * file says which sources there are, and those of the others are not taken. A source leaves only when a file that is
 * there, valid and not empty does not name it; a file that is missing, empty or wrong changes nothing.
 */
export class Configuration {
  readonly #options: Options;
  /** What was last read and could be taken. */
  #config: TarmacConfig | null = null;
  /** The defaults, while the file is missing or empty. */
  #absent: TarmacConfig | null = null;
  #error: unknown = null;
  #owned: Fence | null = null;
  #assignment = defaultAssignment;
  #told: string | null = null;

  constructor(options: Options) {
    this.#options = options;
  }

  /** What this worker's own file said when it could last be taken; null before. */
  get config(): TarmacConfig | null {
    return this.#config;
  }

  /** The rules of assignment in force, whichever worker's file they come from. */
  get assignment(): TarmacConfig['assignment'] {
    return this.#assignment;
  }

  /** Takes what the file says now. */
  take(config: TarmacConfig): void {
    this.#error = null;
    this.#absent = config.present ? null : config;
    if (config.present) this.#config = config;
  }

  /** Takes note that the file cannot be taken; what it said before stays. */
  refuse(error: unknown): void {
    this.#error = error;
  }

  /** The locks are gone, and another worker may own the configuration by now. */
  disown(): void {
    this.#owned = null;
  }

  /**
   * Makes the database say what the file says when this worker owns the configuration; else follows the rules of the
   * one that does. What is wrong is stored for Settings and told in the log once.
   */
  async apply(): Promise<void> {
    const { pool, locks, log } = this.#options;
    this.#owned ??= await locks.tryAcquire(claimOnConfiguration);
    const problem = this.#owned ? await this.#enforce(this.#owned) : await this.#compare();
    if (problem !== null && problem !== this.#told) log.warn({ problem }, 'tarmac.yaml is not in force as it stands');
    this.#told = problem;
    this.#assignment = (this.#owned && this.#config?.assignment) || ((await readStoredAssignment(pool)) ?? defaultAssignment);
  }

  async #enforce(fence: Fence): Promise<string | null> {
    const { pool } = this.#options;
    const taken = this.#config ? await mirrorConfiguredSources(pool, this.#config.sources, fence) : [];
    const names = this.#absent ? await readConfiguredNames(pool) : [];
    const problem = this.#describeProblem(taken, names);
    // Only where nothing was ever configured do the defaults hold for want of a file.
    const inForce = this.#config ?? (problem === null ? this.#absent : null);
    if (inForce || problem) await storeFleetSettings(pool, inForce, problem && this.#withoutFolder(problem));
    return problem;
  }

  #describeProblem(taken: readonly string[], stored: readonly string[]): string | null {
    if (this.#error !== null) return `The newest tarmac.yaml was not taken; what it said before is still in force. ${describeError(this.#error)}`;
    if (this.#absent && (this.#config || stored.length > 0)) {
      const sources = stored.length > 0 ? ` The sources that came from it go on: ${listNames(stored)}.` : '';
      return `${this.#options.file} is missing or empty; what it said before is still in force.${sources} Put it back, or write sources: [] into it to remove its last source.`;
    }
    if (taken.length === 0) return null;
    return `tarmac.yaml is in force but for these of its sources, whose names sources made in Settings already have: ${listNames(taken)}. Rename one of each.`;
  }

  /** Everybody who may sign in reads it: files are named from that of tarmac.yaml on. */
  #withoutFolder(problem: string): string {
    return problem.replaceAll(`${path.dirname(this.#options.file)}${path.sep}`, '');
  }

  async #compare(): Promise<string | null> {
    if (this.#error !== null || !this.#config) return this.#describeProblem([], []);
    const unlike = await findUnlikeStored(this.#options.pool, this.#config.sources);
    return unlike.length === 0 ? null : `The tarmac.yaml of another worker is in force, and these sources are not in it as they are in ${this.#options.file}: ${listNames(unlike)}. Give all workers one file.`;
  }
}

function listNames(names: readonly string[]): string {
  return names.length > 10 ? `${names.slice(0, 10).join(', ')} and ${names.length - 10} more` : names.join(', ');
}
