import { z } from 'zod';

/** What `sources.config` holds: everything about a source that is no secret. */
export const storedSourceConfig = z.object({
  context: z.string().nullish(),
  environment: z.string().nullish(),
  region: z.string().nullish(),
  team: z.string().nullish(),
  namespaces: z.array(z.string()).nullish(),
  /** Absolute path; only sources of tarmac.yaml have one. */
  kubeconfigFile: z.string().nullish(),
});
export type StoredSourceConfig = z.infer<typeof storedSourceConfig>;

/** Purpose of the key (`deriveKey`) that seals kubeconfigs; the sealed value is bound to the source's id. */
export const sourceSecretPurpose = 'source kubeconfigs';

/** `starting` until the first complete listing; `degraded` when some scopes fail, are stale or lack objects that could not be read, `failing` when the source itself does. */
export type SourceState = 'starting' | 'healthy' | 'degraded' | 'failing';

/** A source with its health in sum. Instants are ISO 8601 in UTC. */
export type SourceHealth = {
  id: string;
  name: string;
  kind: string;
  origin: 'file' | 'settings';
  environment: string | null;
  region: string | null;
  team: string | null;
  context: string | null;
  hasSecret: boolean;
  state: SourceState;
  problem: string | null;
  /** Why it fails: its own problem, else the newest error of its own API server, else of a workload cluster, else what could not be read. */
  lastError: string | null;
  clusters: number;
  objectCount: number;
  lastSuccessAt: string | null;
  lagSeconds: number | null;
  scopes: { total: number; failing: number; stale: number };
  createdAt: string;
};

/** Health of one scope of a source. */
export type ScopeHealthRow = {
  cluster: string | null;
  clusterId: string | null;
  kind: string;
  state: 'starting' | 'current' | 'failing' | 'not-served';
  lastSuccessAt: string | null;
  lastErrorAt: string | null;
  error: string | null;
  errorCode: string | null;
  lagSeconds: number | null;
  stale: boolean;
  objectCount: number;
  unreadable: number;
  corrections: number;
  listMs: number | null;
};
