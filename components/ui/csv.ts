/** One column of an export: its header, and its value of a row; null is an empty field. */
export type CsvColumn<T> = [header: string, value: (row: T) => string | number | null];

/** Rows as CSV (RFC 4180 §2), with a header line. */
export function toCsv<T>(columns: readonly CsvColumn<T>[], rows: readonly T[]): string {
  const lines = [columns.map(([header]) => header), ...rows.map((row) => columns.map(([, value]) => csvField(value(row))))];
  return lines.map((fields) => `${fields.join(',')}\r\n`).join('');
}

/** One field: quoted where it must be; text that a spreadsheet would run as a formula begins with an apostrophe. */
function csvField(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
