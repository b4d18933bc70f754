/**
 * The number of every advisory lock of Tarmac, in one place so that no two are the same. Where a lock has a second key
 * (`hashtext` of an id), its number is the class; a database has one set of them for all that connect to it.
 */
export const advisoryLocks = {
  /** Held while migrations are applied; the number that Prisma's CLI locks, so that it and Tarmac never migrate at the same time. */
  migrations: 72_707_369,
  /** Held by the session of the worker that runs a source; second key: the source's id. */
  runSource: 7_270_001,
  /** Held by a transaction that adds up the clusters of a source; second key: the source's id. */
  addUpRollups: 7_270_002,
  /** Held, shared, by each transaction that stores what a source saw; second key: as `runSource` or `ownConfiguration`. */
  writeAsHolder: 7_270_003,
  /** Held by the session of the worker whose tarmac.yaml is in force. */
  ownConfiguration: 7_270_004,
  /** Held by a transaction that appends to the audit record. */
  appendAudit: 8_245_001,
  /** Held by the session that advances a campaign; second key: the campaign's id. */
  advanceCampaign: 8_245_002,
  /** Held by a transaction that starts a campaign. */
  startCampaign: 8_245_003,
} as const;
