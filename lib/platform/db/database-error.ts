import { AppError } from '#lib/kernel/app-error.ts';

/** What can be wrong with the database before Tarmac runs on it. */
export type DatabaseErrorCode =
  | 'database-unreachable'
  | 'database-refused'
  | 'migration-changed'
  | 'migration-failed'
  | 'migration-unfinished'
  | 'database-newer'
  | 'embedded-postgres-missing'
  | 'embedded-postgres-failed';

/** An error of this room; its message is one sentence for the person who starts Tarmac. */
export class DatabaseError extends AppError<DatabaseErrorCode> {}
