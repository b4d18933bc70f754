import type { Plural } from '../store/kinds.ts';
import type { ObjectStore } from '../store/object-store.ts';

/** What the demo does to the requests of one API server, for tests and for trying things out. */
export type Fault =
  | 'none'
  /** The connection is reset before an answer. */
  | 'refuse'
  /** The request is never answered, and watches fall silent. */
  | 'hang'
  /** Answers are no JSON. */
  | 'garbage'
  /** Listings break off in the middle. */
  | 'half-list'
  /** Every answer is a 500. */
  | 'error'
  /** Every answer is a 401. */
  | 'unauthorized';

/** One simulated Kubernetes API server, reached under `prefix`. */
export type ApiServer = {
  /** `mgmt-eu`, or the name of a workload cluster. */
  name: string;
  /** `/mgmt-eu` or `/clusters/<name>`. */
  prefix: string;
  store: ObjectStore;
  token: string;
  /** The version that Cluster API's groups are served in; null in a workload cluster, which has none of them. */
  clusterApiVersion: 'v1beta2' | 'v1beta1' | null;
  /** The Kubernetes version that it answers to `/version` with. */
  version: () => string;
  fault: Fault;
  /** Open watches, which some faults cut. */
  watches: Set<{ destroy: () => void }>;
  /** Kinds that it does not serve, as the in-memory provider's servers lack some. */
  notServed: ReadonlySet<Plural>;
  /** Secrets that can be read by name, not listed: key is `namespace/name`. */
  readSecret: (namespace: string, name: string) => object | null;
};
