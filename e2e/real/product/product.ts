import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { createTestApi } from '#lib/api/test-api.ts';
import type { Workspace } from '../harness/workspace.ts';
import { startWorkerProcess, type WorkerProcess } from './worker-process.ts';

/** What `tarmac.yaml` is to say; each source's kubeconfig is written beside it. */
export interface ProductConfig {
  readonly sources: readonly { readonly name: string; readonly kubeconfig: string; readonly [field: string]: unknown }[];
  readonly [field: string]: unknown;
}

/** The product on a database of its own: the API's door in this process, the worker as a child. */
export interface Product {
  readonly logPath: string;
  worker(): WorkerProcess;
  /** Starts a worker in place of one that was ended. */
  startWorker(): Promise<void>;
  /** GET below /api/v1 as a viewer. Throws with the problem document unless the answer is 2xx. */
  get<T>(path: string): Promise<T>;
  /** POST below /api/v1 as an operator. Throws with the problem document unless the answer is 2xx. */
  post<T>(path: string, body: object, headers?: Readonly<Record<string, string>>): Promise<T>;
  query<Row extends object>(statement: string, values?: readonly unknown[]): Promise<Row[]>;
  stop(): Promise<void>;
}

/** Starts database, door and worker; the files stand in `workspace`, which ends the worker with us in any case. */
export async function startProduct(workspace: Workspace, { sources, ...config }: ProductConfig): Promise<Product> {
  const folder = join(workspace.folder, 'tarmac');
  mkdirSync(folder, { recursive: true });
  const written = sources.map(({ kubeconfig, ...source }) => {
    const kubeconfigFile = `${source.name}.kubeconfig`;
    writeFileSync(join(folder, kubeconfigFile), kubeconfig, { mode: 0o600 });
    return { ...source, kubeconfigFile };
  });
  writeFileSync(join(folder, 'tarmac.yaml'), stringify({ ...config, sources: written }));
  const api = await createTestApi();
  const logPath = join(folder, 'worker.log');
  const environment = {
    DATABASE_URL: api.database.url, TARMAC_DATA: folder, TARMAC_CONFIG: join(folder, 'tarmac.yaml'),
    TARMAC_LOG_FORMAT: 'json', NODE_ENV: 'production',
  };
  const start = (): Promise<WorkerProcess> => startWorkerProcess(workspace, { environment, logPath });
  let worker = await start();
  const call = async <T>(method: string, path: string, options: Parameters<typeof api.call>[2]): Promise<T> => {
    const response = await api.call(method, path, options);
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
    return JSON.parse(text) as T;
  };
  return {
    logPath,
    worker: () => worker,
    startWorker: async () => {
      worker = await start();
    },
    get: (path) => call('GET', path, { as: 'viewer' }),
    post: (path, body, headers = {}) => call('POST', path, { as: 'operator', body, headers }),
    query: async <Row extends object>(statement: string, values: readonly unknown[] = []) => (await api.database.db.pool.query<Row>(statement, [...values])).rows,
    stop: async () => {
      await worker.kill();
      await api.database.drop();
    },
  };
}
