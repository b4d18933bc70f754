import { z } from 'zod';
import type { SupportCalendar } from './support-calendar.ts';
import calendarData from './support-calendar-data.json' with { type: 'json' };

const minor = z.object({
  minor: z.string(), released: z.string(), maintenanceFrom: z.string().nullable(), endOfLife: z.string(), latestPatch: z.string().nullable(),
});
const labelKeys = z.array(z.string());

/** What `fleet_settings.settings` holds: the part of tarmac.yaml that readers need. */
export const fleetSettingsSchema = z.object({
  calendar: z.object({ asOf: z.string(), origin: z.string(), minors: z.array(minor) }),
  nodeAgeBudgetDays: z.object({ default: z.number(), environments: z.record(z.string(), z.number()) }),
  assignment: z.object({ environment: labelKeys, region: labelKeys, team: labelKeys }),
});
export type FleetSettings = z.infer<typeof fleetSettingsSchema>;

/** The calendar that Tarmac brings. */
export const builtInCalendar: SupportCalendar = calendarData;

/** What holds until a worker has read tarmac.yaml. */
export const defaultFleetSettings: FleetSettings = {
  calendar: { ...builtInCalendar, minors: [...builtInCalendar.minors] },
  nodeAgeBudgetDays: { default: 30, environments: {} },
  assignment: { environment: [], region: [], team: [] },
};
