/** Milliseconds of a second. */
export const secondMs = 1000;
/** Milliseconds of a minute. */
export const minuteMs = 60 * secondMs;
/** Milliseconds of an hour. */
export const hourMs = 60 * minuteMs;
/** Milliseconds of a day of 24 hours. */
export const dayMs = 24 * hourMs;

/** A duration as a person says it, in its largest unit or two: `41 s`, `14 min`, `2 h 40 min`, `31 d`. */
export function formatDuration(ms: number): string {
  const whole = Math.max(0, Math.floor(ms));
  if (whole < minuteMs) return `${Math.floor(whole / secondMs)} s`;
  if (whole < hourMs) return `${Math.floor(whole / minuteMs)} min`;
  if (whole < dayMs) {
    const minutes = Math.floor((whole % hourMs) / minuteMs);
    return `${Math.floor(whole / hourMs)} h${minutes ? ` ${minutes} min` : ''}`;
  }
  return `${Math.floor(whole / dayMs)} d`;
}

/** Reads `250ms`, `30s`, `15m`, `2h`, `30d` into milliseconds; null when the text is no such duration. */
export function parseDuration(text: string): number | null {
  const match = /^(\d{1,9})(ms|s|m|h|d)$/.exec(text);
  if (!match) return null;
  const unitMs = { ms: 1, s: secondMs, m: minuteMs, h: hourMs, d: dayMs }[match[2] as 'ms' | 's' | 'm' | 'h' | 'd'];
  return Number(match[1]) * unitMs;
}
