import { z } from 'zod';
import type { Fleet, FleetCluster } from '../fleet/demo-fleet.ts';
import { preDrainHookPrefix } from '../model/cluster-api-object.ts';
import type { ApiServer, Fault } from './api-server.ts';
import { StatusError } from './status.ts';

const name = z.string().min(1).max(253);
const commandSchema = z.discriminatedUnion('action', [
  z.strictObject({
    action: z.literal('fault'),
    server: name,
    fault: z.enum(['none', 'refuse', 'hang', 'garbage', 'half-list', 'error', 'unauthorized']),
  }),
  z.strictObject({ action: z.literal('pause'), cluster: name, paused: z.boolean() }),
  z.strictObject({ action: z.literal('budget'), cluster: name, namespace: name, name, minAvailable: z.number().int().min(0) }),
  z.strictObject({ action: z.literal('hold'), cluster: name, machine: name }),
  z.strictObject({ action: z.literal('release'), cluster: name, machine: name }),
  z.strictObject({ action: z.literal('compact'), server: name }),
  z.strictObject({ action: z.literal('clusters') }),
]);

/** Levers on the simulated world that no real system would offer; for tests and for trying things out. */
export type Controls = {
  fleet: Fleet;
  /** `name` is that of a management cluster (`mgmt-eu`) or of a workload cluster. */
  setFault: (name: string, fault: Fault) => void;
  /** Sets `spec.paused` of the Cluster. */
  pause: (cluster: string, paused: boolean) => void;
  /** Sets `minAvailable` of a budget; 0 lets every pod go. */
  setBudget: (cluster: string, namespace: string, name: string, minAvailable: number) => void;
  /** Puts a pre-drain hook on a machine, so that its deletion waits. */
  hold: (cluster: string, machine: string) => void;
  release: (cluster: string, machine: string) => void;
  /** Forgets the history of an API server: watches and continue tokens from before get 410. */
  compact: (name: string) => void;
  /** One command of `/_control`, as JSON. */
  handle: (body: unknown) => unknown;
};

/** The levers of a fleet. Each throws StatusError 404 for a name that is not there. */
export function createControls(fleet: Fleet): Controls {
  const serverOf = (wanted: string): ApiServer => {
    const found = [...fleet.servers.values()].find((server) => server.name === wanted);
    if (!found) throw new StatusError(404, 'NotFound', `no API server is named ${wanted}`);
    return found;
  };
  const clusterOf = (wanted: string): FleetCluster & { management: ApiServer } => {
    const found = fleet.clusters.get(wanted);
    if (!found?.management) throw new StatusError(404, 'NotFound', `Cluster API has no cluster named ${wanted}`);
    return { ...found, management: found.management };
  };
  const setHook = (cluster: string, machineName: string, held: boolean): void => {
    const { management, plan } = clusterOf(cluster);
    const machine = management.store.get('machines', `${plan.namespace}/${machineName}`);
    if (!machine) throw new StatusError(404, 'NotFound', `no machine is named ${machineName}`);
    const { [`${preDrainHookPrefix}/demo`]: _hook, ...annotations } = machine.metadata.annotations ?? {};
    if (held) annotations[`${preDrainHookPrefix}/demo`] = 'demo';
    management.store.put('machines', { ...machine, metadata: { ...machine.metadata, annotations } });
  };
  const controls: Omit<Controls, 'handle'> = {
    fleet,
    setFault: (wanted, fault) => {
      const server = serverOf(wanted);
      server.fault = fault;
      if (fault === 'refuse' || fault === 'error' || fault === 'unauthorized') for (const watch of server.watches) watch.destroy();
    },
    pause: (cluster, paused) => {
      const { management, key } = clusterOf(cluster);
      const stored = management.store.get('clusters', key)!;
      const metadata = { ...stored.metadata, generation: (stored.metadata.generation ?? 1) + 1 };
      management.store.put('clusters', { ...stored, metadata, spec: { ...stored.spec, paused: paused || undefined } });
    },
    setBudget: (cluster, namespace, budgetName, minAvailable) => {
      const { store } = serverOf(cluster);
      const budget = store.get('poddisruptionbudgets', `${namespace}/${budgetName}`);
      if (!budget) throw new StatusError(404, 'NotFound', `no budget is named ${namespace}/${budgetName}`);
      const metadata = { ...budget.metadata, generation: (budget.metadata.generation ?? 1) + 1 };
      store.put('poddisruptionbudgets', { ...budget, metadata, spec: { minAvailable, selector: budget.spec.selector } });
    },
    hold: (cluster, machine) => setHook(cluster, machine, true),
    release: (cluster, machine) => setHook(cluster, machine, false),
    compact: (wanted) => serverOf(wanted).store.compact(),
  };
  const handle = (body: unknown): unknown => {
    const parsed = commandSchema.safeParse(body);
    if (!parsed.success) throw new StatusError(400, 'BadRequest', z.prettifyError(parsed.error));
    const command = parsed.data;
    switch (command.action) {
      case 'fault':
        return controls.setFault(command.server, command.fault);
      case 'pause':
        return controls.pause(command.cluster, command.paused);
      case 'budget':
        return controls.setBudget(command.cluster, command.namespace, command.name, command.minAvailable);
      case 'hold':
        return controls.hold(command.cluster, command.machine);
      case 'release':
        return controls.release(command.cluster, command.machine);
      case 'compact':
        return controls.compact(command.server);
      case 'clusters':
        return [...fleet.clusters.keys()];
    }
  };
  return { ...controls, handle };
}
