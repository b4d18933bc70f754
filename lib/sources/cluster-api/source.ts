import { describeError } from '#lib/kernel/app-error.ts';
import { minuteMs, secondMs } from '#lib/kernel/duration.ts';
import type { KubeClient } from '#lib/platform/kube/client.ts';
import { discoverResources, discoverVersion } from '#lib/platform/kube/discover.ts';
import { asKubeError, KubeError } from '#lib/platform/kube/kube-error.ts';
import { jittered, pause, retryPauseMs } from '#lib/platform/kube/timing.ts';
import type { Noun, SourceContext } from '../contract.ts';
import { reflectScope, type ScopeReflection } from '../workload/reflect-scope.ts';
import { failingStatus, reportScope } from '../workload/report-scope.ts';
import { createSemaphore } from '../workload/semaphore.ts';
import { openSourceClient } from '../workload/source-client.ts';
import { apiVersions, asApiVersion, controlPlaneGroup, coreGroup, type ApiVersion } from './api-version.ts';
import { createClusterFollowers } from './cluster-followers.ts';
import { createControlPlaneVersions } from './control-plane-versions.ts';
import { clusterKind, controlPlaneKind, machineKinds, type ManagementKind } from './management-kinds.ts';

const retry = { firstMs: 1000, maxMs: 60_000 };
/** A round that ends by itself does so because a kind came or went; many clusters hang on it, so it is not hurried. */
const roundMs = 30_000;
const maxManagementListings = 4;
/** A campaign waits for several looks at machines that change no more, and an API server's bookmarks come only once a minute. */
const confirmMs = 20 * secondMs;
const controlPlanesMs = 10_000;

/** Observes a management cluster and every workload cluster that it knows, until the signal aborts; never throws. */
export async function runClusterApi(context: SourceContext): Promise<void> {
  const { signal } = context;
  for (let failures = 0; !signal.aborted; ) {
    let client: KubeClient | null = null;
    let restMs = jittered(roundMs);
    try {
      client = openSourceClient(context.settings);
      const served = await discoverServed(client, signal);
      failures = 0;
      await observeManagement(context, client, served);
    } catch (error) {
      if (signal.aborted) return;
      restMs = retryPauseMs(error, failures, retry);
      failures += 1;
      const status = failingStatus(context, error);
      for (const { kind, noun } of [clusterKind, ...machineKinds]) await reportScope(context, { clusterUid: null, kind, noun }, status);
    } finally {
      client?.close();
    }
    await pause(restMs, signal);
  }
}

type Served = { versions: ReadonlyMap<string, ApiVersion>; resources: ReadonlySet<string> };

/** Which version of each group to read, and which of our resources there are. Throws when there are no Clusters to read. */
export async function discoverServed(client: KubeClient, signal: AbortSignal): Promise<Served> {
  const versions = new Map<string, ApiVersion>();
  const resources = new Set<string>();
  for (const group of [coreGroup, controlPlaneGroup]) {
    const version = asApiVersion(await discoverVersion({ client, signal }, group, apiVersions));
    if (!version) continue;
    versions.set(group, version);
    const served = await discoverResources({ client, signal }, `/apis/${group}/${version}`);
    // A version that is offered and does not tell its resources is asked for each of them.
    for (const { group: of, resource } of [clusterKind, ...machineKinds]) if (of === group && (served?.has(resource) ?? true)) resources.add(resource);
  }
  if (!resources.has(clusterKind.resource)) {
    throw new KubeError('not-found', `${client.server} serves no Cluster API (Clusters of ${coreGroup} ${apiVersions.join(' or ')}). Is it a management cluster? For any other cluster use the source kind "kubernetes".`);
  }
  return { versions, resources };
}

/** Runs until the signal aborts, or until a kind has vanished, as after an upgrade that drops an API version. */
async function observeManagement(context: SourceContext, client: KubeClient, { versions, resources }: Served): Promise<void> {
  const round = new AbortController();
  const signal = AbortSignal.any([context.signal, round.signal]);
  const listing = createSemaphore(maxManagementListings);
  // Each namespace has watches of its own, so many of them are confirmed more slowly.
  const pace = Math.max(confirmMs, (context.settings.namespaces?.length ?? 1) * secondMs);
  const limits = { ...context.limits, confirmMs: Math.min(context.limits.confirmMs ?? pace, pace) };
  const followers = createClusterFollowers(context, client);
  const controlPlanesSeen = Promise.withResolvers<void>();
  const controlPlanes = createControlPlaneVersions((cluster) => {
    context.sink.delta({ clusterUid: null, kind: clusterKind.kind, noun: clusterKind.noun }, [cluster], [])
      .catch((error: unknown) => context.log.warn({ cluster: cluster.name, error: describeError(error) }, 'a version could not be stored; the next resync brings it'));
  });

  const follow = <N extends Noun>(entry: ManagementKind<N>, more: Pick<ScopeReflection<N>, 'listener' | 'onListing' | 'onListed' | 'onDeleting' | 'complete'> & { learn?: (object: unknown) => void } = {}): Promise<void> => {
    const { learn, ...hooks } = more;
    const version = versions.get(entry.group);
    const ofControlPlanes = entry.group === controlPlaneGroup;
    if (!version || !resources.has(entry.resource)) {
      if (ofControlPlanes) controlPlanesSeen.resolve();
      return awaitServed({ ...context, signal }, client, entry, () => round.abort());
    }
    const project = entry.project(version, context.settings);
    return reflectScope<N>({
      context: { ...context, limits }, client, listing, signal, ...hooks,
      scope: { clusterUid: null, kind: entry.kind, noun: entry.noun },
      paths: pathsOf(context.settings.namespaces, `/apis/${entry.group}/${version}`, entry.resource),
      project: learn ? (object) => (learn(object), project(object)) : project,
      mode: 'watch',
      onError({ code }) {
        if (ofControlPlanes) controlPlanesSeen.resolve();
        if (code === 'not-found') void isServed(client, entry, version, signal).then((served) => served || round.abort());
      },
    });
  };

  await Promise.all([
    ...machineKinds.map((entry) => (entry === controlPlaneKind
      ? follow(controlPlaneKind, { learn: controlPlanes.learn, onListed: controlPlanesSeen.resolve })
      : follow(entry))),
    // A Cluster without its control plane's version would be stored, and corrected a moment later, at every start.
    Promise.race([controlPlanesSeen.promise, pause(controlPlanesMs, signal)]).then(() => follow(clusterKind, {
      complete: controlPlanes.complete,
      // A change that is told while a listing runs counts as newer than the listing, which an old Cluster with a new version is not.
      onListing: controlPlanes.listAnew,
      // Told of once more after the sink has heard that it is gone, a Cluster would be there again.
      onDeleting: (uids) => uids.forEach(controlPlanes.forget),
      listener: {
        listed(clusters) {
          controlPlanes.keepOnly(new Set(clusters.map(({ uid }) => uid)));
          followers.listed(clusters);
        },
        changed: followers.changed,
      },
    })),
  ]);
  await followers.stop();
}

/** A kind that is not served is looked for again, as Cluster API may be being installed; once it is there the round starts anew. */
async function awaitServed<N extends Noun>(context: SourceContext, client: KubeClient, { kind, noun, resource }: ManagementKind<N>, onServed: () => void): Promise<void> {
  const { signal } = context;
  while (!signal.aborted) {
    await reportScope(context, { clusterUid: null, kind, noun }, { state: 'not-served' });
    await pause(jittered(Math.min(context.limits.resyncMs, minuteMs)), signal);
    const served = await discoverServed(client, signal).catch(() => null);
    if (served?.resources.has(resource)) onServed();
  }
}

/** Whether a server that has nothing where a kind is read still tells that it serves it there; one that says nothing is believed to. */
async function isServed<N extends Noun>(client: KubeClient, { group, resource }: ManagementKind<N>, version: ApiVersion, signal: AbortSignal): Promise<boolean> {
  try {
    const { versions, resources } = await discoverServed(client, signal);
    return versions.get(group) === version && resources.has(resource);
  } catch (error) {
    return asKubeError(error).code !== 'not-found';
  }
}

function pathsOf(namespaces: readonly string[] | null, api: string, resource: string): string[] {
  return namespaces ? namespaces.map((namespace) => `${api}/namespaces/${encodeURIComponent(namespace)}/${resource}`) : [`${api}/${resource}`];
}
