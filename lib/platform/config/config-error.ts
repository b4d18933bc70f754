import { AppError } from '#lib/kernel/app-error.ts';

/** What can be wrong with what an operator configured. */
export type ConfigErrorCode = 'environment-invalid' | 'config-unreadable' | 'config-invalid' | 'secret-invalid' | 'data-folder-unwritable';

/** An error of this room; its message is one sentence that names the variable or the place in the file. */
export class ConfigError extends AppError<ConfigErrorCode> {}
