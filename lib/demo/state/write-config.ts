import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { stringify } from 'yaml';
import type { Fleet } from '../fleet/demo-fleet.ts';
import { kubeconfigOf } from '../server/kubeconfig.ts';
import { writeWhole } from './state-folder.ts';

/** Writes `tarmac.yaml` and the kubeconfigs that it names, as an operator would; returns the path of the file. */
export async function writeConfig(folder: string, fleet: Fleet, baseUrl: string): Promise<string> {
  await mkdir(path.join(folder, 'kubeconfigs'), { recursive: true, mode: 0o700 });
  const direct = [...fleet.clusters.values()].filter(({ management }) => management === null);
  const sources = [
    ...fleet.managements.map((server) => ({ server, entry: { name: server.name, kind: 'cluster-api' } })),
    ...direct.map(({ plan, workload }) => ({
      server: workload,
      entry: { name: plan.name, kind: 'kubernetes', environment: plan.environment, region: plan.region.name, ...(plan.team ? { team: plan.team } : {}) },
    })),
  ];
  for (const { server } of sources) {
    const text = kubeconfigOf(server.name, `${baseUrl}${server.prefix}`, server.token);
    await writeWhole(path.join(folder, 'kubeconfigs', `${server.name}.yaml`), text);
  }
  const config = { sources: sources.map(({ server, entry }) => ({ ...entry, kubeconfigFile: `kubeconfigs/${server.name}.yaml` })) };
  const file = path.join(folder, 'tarmac.yaml');
  await writeWhole(file, `# Written by the demo fleet at each start.\n${stringify(config)}`);
  return file;
}
