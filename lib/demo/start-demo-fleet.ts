import type { Server } from 'node:http';
import path from 'node:path';
import { runControllers } from './controllers/run-controllers.ts';
import { evictPod } from './controllers/evict.ts';
import { createControls, type Controls } from './server/control.ts';
import { generateFleet } from './fleet/generate-fleet.ts';
import type { FleetSize } from './fleet/plan-fleet.ts';
import { createDemoServer } from './server/http-server.ts';
import { kubeconfigOf } from './server/kubeconfig.ts';
import { removeObject } from './server/remove.ts';
import { keepState, loadState } from './state/saved-state.ts';
import { openStateFolder, writeWhole } from './state/state-folder.ts';
import { writeConfig } from './state/write-config.ts';

export type DemoOptions = {
  /** The demo's own folder is `demo` below it. */
  dataDir: string;
  size?: FleetSize;
  seed?: number;
  /** How many times faster than life controllers work. */
  speed?: number;
  /** Whether small things change by themselves now and then. */
  alive?: boolean;
  /** The port to try first; any free one when it is taken. */
  port?: number;
  /** Milliseconds between saves while something changes. */
  saveMs?: number;
  log?: (message: string) => void;
};

export type DemoFleet = {
  port: number;
  /** The `tarmac.yaml` that leads to the fleet. */
  configFile: string;
  /** The text of the kubeconfig of a management cluster (`mgmt-eu`) or of a workload cluster. */
  kubeconfig: (name: string) => string;
  fleet: Controls;
  /** The bearer token of `/_control`. */
  controlToken: string;
  /** Saves, and closes every connection. */
  stop: () => Promise<void>;
};

/** Starts the simulated fleet on a loopback port; one process may start several in folders of their own. */
export async function startDemoFleet(options: DemoOptions): Promise<DemoFleet> {
  const { size = 'default', seed = 7, speed = 1, alive = true, log = () => {} } = options;
  const { folder, tokenFor } = await openStateFolder(path.join(options.dataDir, 'demo'));
  const saved = await loadState(folder, { size, seed }, log);
  let baseUrl = '';
  const fleet = generateFleet({
    size,
    seed,
    epoch: saved.epoch,
    resourceVersion: saved.resourceVersion,
    tokenFor,
    baseUrl: () => baseUrl,
  });
  saved.restore(fleet);
  const controllers = runControllers(fleet, { speed, alive });
  const controls = createControls(fleet);
  const server = createDemoServer({
    find: (prefix) => fleet.servers.get(prefix) ?? null,
    evict: (target, namespace, name) => evictPod(target.store, namespace, name, Date.now()),
    remove: (target, route) => removeObject(target, route, Date.now()),
    control: controls.handle,
    controlToken: tokenFor('_control'),
  });
  const port = await listen(server, [saved.port, options.port, 0]);
  baseUrl = `http://127.0.0.1:${port}`;
  const state = keepState(folder, { size, seed, port }, fleet, options.saveMs ?? 3000, log);
  await state.save();
  const configFile = await writeConfig(folder, fleet, baseUrl);
  await writeWhole(path.join(folder, 'control.json'), `${JSON.stringify({ url: `${baseUrl}/_control`, token: tokenFor('_control') })}\n`);
  return {
    port,
    configFile,
    kubeconfig: (name) => {
      const target = [...fleet.servers.values()].find((candidate) => candidate.name === name);
      if (!target) throw new Error(`The demo has no cluster named ${name}.`);
      return kubeconfigOf(name, `${baseUrl}${target.prefix}`, target.token);
    },
    fleet: controls,
    controlToken: tokenFor('_control'),
    stop: async () => {
      controllers.stop();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
      await state.stop();
    },
  };
}

/** Listens on the first of these loopback ports that is free. */
async function listen(server: Server, ports: readonly (number | null | undefined)[]): Promise<number> {
  for (const port of ports) {
    if (port === null || port === undefined) continue;
    const found = await new Promise<number | null>((resolve, reject) => {
      server.once('error', (error: NodeJS.ErrnoException) => (error.code === 'EADDRINUSE' && port !== 0 ? resolve(null) : reject(error)));
      server.listen(port, '127.0.0.1', () => {
        server.removeAllListeners('error');
        const address = server.address();
        resolve(typeof address === 'object' && address !== null ? address.port : null);
      });
    });
    if (found !== null) return found;
  }
  throw new Error('No loopback port is free for the demo fleet.');
}
