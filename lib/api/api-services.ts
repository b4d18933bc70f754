import type { Database } from '#lib/platform/db/database.ts';
import type { Logger } from '#lib/platform/log/logger.ts';
import type { WebMetrics } from '#lib/platform/telemetry/web-metrics.ts';
import type { SharedAnswers } from './shared-answers.ts';

/** What the web process shares between requests. */
export type ApiServices = {
  db: Database;
  log: Logger;
  metrics: WebMetrics;
  /** The installation's secret, from which each key in use is derived. */
  secret: Buffer;
  /** Whether people reach the site by https. */
  secure: boolean;
  answers: SharedAnswers;
  /** What every page says of the fleet, as in "Demo fleet"; null without it. */
  banner: string | null;
};
