import { startCampaignRunner } from '#lib/campaigns/engine/runner.ts';
import { campaignKindDefinitions } from '#lib/campaigns/kinds/registry.ts';
import { HintListener } from '#lib/live/listen.ts';
import { minuteMs, secondMs } from '#lib/kernel/duration.ts';
import type { Environment } from '#lib/platform/config/environment.ts';
import { deriveKey, readSecret } from '#lib/platform/config/secret.ts';
import { closeDatabase, openDatabase } from '#lib/platform/db/database.ts';
import type { Logger } from '#lib/platform/log/logger.ts';
import { workerApplicationName } from '#lib/platform/telemetry/readiness.ts';
import { sourceSecretPurpose } from '#lib/inventory/sources/model.ts';
import { sourceKinds } from '#lib/sources/registry.ts';
import { Supervisor } from '#lib/sync/supervisor.ts';
import { createActuators } from './actuators.ts';
import { startHousekeeping } from './housekeeping.ts';
import { prepareDatabase } from './prepare-database.ts';

/** A worker that runs; `stop` ends everything in order and resolves when nothing of it is left. */
export type Worker = { stop(): Promise<void> };

const maxConnections = 16;
// The largest statement of sync, the eviction of a whole source, takes some ten seconds.
const syncSilenceMs = 2 * minuteMs;
const maxCampaignConnections = 12;
// All of a campaign's statements are small, and its cluster waits.
const campaignSilenceMs = 45 * secondMs;

/**
 * Wires sources to sync and actuators to the campaign engine, and starts them. Throws when the database cannot be
 * reached or the installation's secret cannot be read; nothing is left running then.
 */
export async function startWorker(environment: Environment & { databaseUrl: string }, log: Logger): Promise<Worker> {
  const secret = await readSecret(environment);
  // Migrations take as long as they take.
  const patient = openDatabase(environment.databaseUrl, { max: 2, applicationName: 'tarmac-migrate' });
  await prepareDatabase(patient, environment, log).finally(() => closeDatabase(patient));
  const open = (max: number, silenceMs: number) => {
    const opened = openDatabase(environment.databaseUrl, { max, silenceMs, applicationName: workerApplicationName });
    // A connection that breaks between two statements of a transaction tells it by nothing but this event.
    opened.pool.on('connect', (client) => client.on('error', (error) => log.warn({ error }, 'a connection to the database broke')));
    return opened;
  };
  const db = open(maxConnections, syncSilenceMs);
  const campaignDb = open(maxCampaignConnections, campaignSilenceMs);
  const connection = { connectionString: environment.databaseUrl };
  const listener = new HintListener({ connection, onTrouble: (error) => log.warn({ error }, 'hints are not heard at the moment') });
  const supervisor = new Supervisor({
    pool: db.pool,
    connection,
    kinds: sourceKinds,
    configFile: environment.configFile,
    configRequired: environment.configFileGiven,
    keys: [deriveKey(secret, sourceSecretPurpose)],
    log,
  });
  const actuators = createActuators((id) => supervisor.settingsOf(id), sourceKinds);
  const campaigns = await startCampaignRunner({
    db: campaignDb, log, actuatorOf: actuators.actuatorOf, kinds: campaignKindDefinitions, hints: listener.subscribe(),
  });
  const housekeeping = startHousekeeping(db.pool, log);
  return {
    stop: async () => {
      await Promise.all([campaigns.stop(), supervisor.stop(), housekeeping.stop(), listener.close()]);
      actuators.close();
      await Promise.all([closeDatabase(db), closeDatabase(campaignDb)]);
    },
  };
}
