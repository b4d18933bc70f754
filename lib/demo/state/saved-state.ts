import path from 'node:path';
import { z } from 'zod';
import { describeError } from '#lib/kernel/app-error.ts';
import type { Fleet } from '../fleet/demo-fleet.ts';
import type { FleetSize } from '../fleet/plan-fleet.ts';
import type { KubeObject } from '../model/kube-object.ts';
import { type Kinds, type Plural, resources } from '../store/kinds.ts';
import { readIfThere, writeWhole } from './state-folder.ts';

type Identity = { size: FleetSize; seed: number };

/** How far resource versions jump at each start: further than any run without a save can count. */
const versionStep = 1_000_000;
const firstVersion = 1000;

const plurals: ReadonlySet<string> = new Set(resources.map(({ plural }) => plural));
const savedSchema = z.object({
  format: z.literal(1),
  identity: z.string(),
  port: z.number().int(),
  epoch: z.number(),
  resourceVersion: z.number().int(),
  differences: z.array(
    z.object({
      prefix: z.string(),
      plural: z.custom<Plural>((value) => typeof value === 'string' && plurals.has(value)),
      key: z.string(),
      object: z.custom<KubeObject>((value) => typeof value === 'object').nullable(),
    }),
  ),
});

/** What a fleet starts from: the last save, or nothing. */
export type LoadedState = { port: number | null; epoch: number; resourceVersion: number; restore: (fleet: Fleet) => void };

/** Reads the last save; a save of another size or seed, or one that cannot be read, is left aside. */
export async function loadState(folder: string, identity: Identity, log: (message: string) => void): Promise<LoadedState> {
  const fresh: LoadedState = { port: null, epoch: Date.now(), resourceVersion: firstVersion, restore: () => {} };
  const text = await readIfThere(path.join(folder, 'state.json'));
  if (text === null) return fresh;
  try {
    const saved = savedSchema.parse(JSON.parse(text));
    const resourceVersion = saved.resourceVersion + versionStep;
    if (saved.identity !== identityOf(identity)) return { ...fresh, port: saved.port, resourceVersion };
    return {
      port: saved.port,
      epoch: saved.epoch,
      resourceVersion,
      restore: (fleet) => {
        for (const { prefix, plural, key, object } of saved.differences) {
          // The save was written from objects of this kind.
          fleet.servers.get(prefix)?.store.restore(plural, key, object as Kinds[Plural] | null);
        }
      },
    };
  } catch (error) {
    log(`The demo's saved state cannot be read and starts afresh: ${describeError(error)}`);
    // What versions clients have seen is lost; the time in milliseconds is beyond any that were counted.
    return { ...fresh, resourceVersion: Date.now() };
  }
}

/**
 * Saves what differs from the generated fleet, at most every `saveMs` while something changes, each
 * time into a new file that replaces the old one.
 */
export function keepState(
  folder: string,
  identity: Identity & { port: number },
  fleet: Fleet,
  saveMs: number,
  log: (message: string) => void,
): { save: () => Promise<void>; stop: () => Promise<void> } {
  const texts = new WeakMap<KubeObject, string>();
  let savedVersions = -1;
  let running: Promise<void> = Promise.resolve();
  const write = async (): Promise<void> => {
    const stores = [...fleet.servers].map(([prefix, { store }]) => ({ prefix, store }));
    const versions = stores.reduce((sum, { store }) => sum + store.resourceVersion, 0);
    if (versions === savedVersions) return;
    const differences: string[] = [];
    for (const { prefix, store } of stores) {
      for (const { plural, key, object } of store.differences()) {
        const text = object === null ? 'null' : (texts.get(object) ?? JSON.stringify(object));
        if (object !== null) texts.set(object, text);
        differences.push(`{"prefix":${JSON.stringify(prefix)},"plural":"${plural}","key":${JSON.stringify(key)},"object":${text}}`);
      }
    }
    const resourceVersion = stores.reduce((most, { store }) => Math.max(most, store.resourceVersion), 0);
    const head = JSON.stringify({ format: 1, identity: identityOf(identity), port: identity.port, epoch: fleet.epoch, resourceVersion });
    await writeWhole(path.join(folder, 'state.json'), `${head.slice(0, -1)},"differences":[\n${differences.join(',\n')}\n]}\n`);
    savedVersions = versions;
  };
  const save = (): Promise<void> => {
    running = running.then(write);
    return running;
  };
  const timer = setInterval(() => {
    save().catch((error: unknown) => {
      running = Promise.resolve();
      log(`The demo's state could not be saved: ${describeError(error)}`);
    });
  }, saveMs);
  return {
    save,
    stop: async () => {
      clearInterval(timer);
      await save();
    },
  };
}

function identityOf({ size, seed }: Identity): string {
  return JSON.stringify({ size, seed, generation: 2 });
}
