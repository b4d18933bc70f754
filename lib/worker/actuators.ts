import type { ActuatorOf, ClusterActuator } from '#lib/campaigns/ports.ts';
import { contentHash } from '#lib/kernel/canonical-json.ts';
import type { SourceSettings } from '#lib/sources/contract.ts';

/** An actuator that holds connections. */
export type OpenActuator = ClusterActuator & { close(): void };

/** Makes the actuator of a source of one kind. */
export type ActuatorFactories = Readonly<Record<string, (settings: SourceSettings) => OpenActuator>>;

/**
 * Gives the actuator of a source, made once and again when the source's settings change. Null for a source that is
 * gone, cannot be opened, or whose kind cannot act.
 */
export function createActuators(
  settingsOf: (sourceId: string) => Promise<SourceSettings | null>,
  factories: ActuatorFactories,
): { actuatorOf: ActuatorOf; close(): void } {
  const open = new Map<string, { fingerprint: string; actuator: OpenActuator }>();
  const drop = (sourceId: string) => {
    open.get(sourceId)?.actuator.close();
    open.delete(sourceId);
  };
  return {
    actuatorOf: async (sourceId) => {
      const settings = await settingsOf(sourceId);
      const make = settings && Object.hasOwn(factories, settings.kind) ? factories[settings.kind] : undefined;
      if (!settings || !make) {
        drop(sourceId);
        return null;
      }
      const fingerprint = contentHash(settings);
      const known = open.get(sourceId);
      if (known?.fingerprint === fingerprint) return known.actuator;
      drop(sourceId);
      const actuator = make(settings);
      open.set(sourceId, { fingerprint, actuator });
      return actuator;
    },
    close: () => {
      for (const sourceId of open.keys()) drop(sourceId);
    },
  };
}
