import { existsSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { Environment } from '#lib/platform/config/environment.ts';
import type { Database } from '#lib/platform/db/database.ts';

const storedConfig = z.object({ kubeconfigFile: z.string() });

/**
 * Whether the demo is to run: when it is asked for, or when it is not forbidden and nobody has configured a source:
 * not in tarmac.yaml now (`configured`), nor before, nor in Settings. The sources of a demo that is over are taken out;
 * the worker evicts what was seen through them.
 */
export async function chooseDemo(db: Database, { demo: wanted, dataDir }: Pick<Environment, 'demo' | 'dataDir'>, configured: boolean): Promise<boolean> {
  const stored = await db.prisma.source.findMany({ select: { id: true, origin: true, config: true } });
  const ofDemo = stored.filter(({ origin, config }) => origin === 'file' && isOfDemo(dataDir, storedConfig.safeParse(config).data?.kubeconfigFile));
  const demo = wanted ?? (!configured && stored.length === ofDemo.length);
  if (!demo) await db.prisma.source.deleteMany({ where: { id: { in: ofDemo.map(({ id }) => id) } } });
  return demo;
}

/** Whether a kubeconfig lies in the demo's folder, or did before the data folder was moved here from another place. */
function isOfDemo(dataDir: string, file: string | undefined): boolean {
  const inDemo = `${path.sep}demo${path.sep}`;
  const start = file?.lastIndexOf(inDemo) ?? -1;
  if (file === undefined || start < 0) return false;
  return file.startsWith(`${path.resolve(dataDir)}${inDemo}`) || existsSync(path.join(dataDir, file.slice(start)));
}
