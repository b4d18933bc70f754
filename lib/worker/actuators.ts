import type { ActuatorOf } from '#lib/campaigns/ports.ts';
import { contentHash } from '#lib/kernel/canonical-json.ts';
import type { OpenActuator, SourceKind, SourceSettings } from '#lib/sources/contract.ts';

/**
 * Gives the actuator of a source, made once and again when the source's settings change. Null for a source that is
 * gone, cannot be opened, or whose kind cannot act.
 */
export function createActuators(
  settingsOf: (sourceId: string) => Promise<SourceSettings | null>,
  kinds: readonly Pick<SourceKind, 'kind' | 'openActuator'>[],
): { actuatorOf: ActuatorOf; close(): void } {
  const open = new Map<string, { fingerprint: string; actuator: OpenActuator }>();
  const drop = (sourceId: string) => {
    open.get(sourceId)?.actuator.close();
    open.delete(sourceId);
  };
  return {
    actuatorOf: async (sourceId) => {
      const settings = await settingsOf(sourceId);
      const kind = kinds.find((candidate) => candidate.kind === settings?.kind);
      if (!settings || !kind?.openActuator) {
        drop(sourceId);
        return null;
      }
      const fingerprint = contentHash(settings);
      const known = open.get(sourceId);
      if (known?.fingerprint === fingerprint) return known.actuator;
      drop(sourceId);
      const actuator = kind.openActuator(settings);
      open.set(sourceId, { fingerprint, actuator });
      return actuator;
    },
    close: () => {
      for (const sourceId of open.keys()) drop(sourceId);
    },
  };
}
