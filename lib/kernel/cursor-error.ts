import { AppError } from './app-error.ts';

/** Thrown for a cursor that its list never gave. */
export class CursorError extends AppError<'cursor-unknown'> {
  constructor() {
    super('cursor-unknown', 'The cursor is not one that this list gave.');
  }
}
