import type { Tone } from '#components/ui/tone.ts';

type Transition = { noun: string; objectName: string; change: 'appeared' | 'changed' | 'gone'; fields: Record<string, [unknown, unknown]> };

const mostFields = 4;

/** `controlPlaneVersion` as people say it: "control plane version". */
export function fieldWords(field: string): string {
  return field.replace(/([a-z0-9])([A-Z])/g, '$1 $2').replaceAll('_', ' ').toLowerCase();
}

/** A recorded value in a few characters; an object is named, not spelt out. */
export function valueWords(value: unknown): string {
  if (value === null || value === undefined) return 'none';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') {
    const text = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value) ? `${value.slice(0, 16).replace('T', ' ')} UTC` : value;
    return text.length > 60 ? `${text.slice(0, 59)}…` : text;
  }
  return Array.isArray(value) ? `${value.length} entries` : 'details';
}

/** One line of a timeline: what it was, from what to what. Details that cannot be told shortly are only named. */
export function transitionWords({ noun, objectName, change, fields }: Transition): { tone: Tone; subject: string; words: string } {
  const subject = `${fieldWords(noun)} ${objectName}`;
  if (change === 'appeared') return { tone: 'ok', subject, words: 'appeared' };
  if (change === 'gone') return { tone: 'waiting', subject, words: 'is gone' };
  const names = Object.keys(fields);
  const told = names.slice(0, mostFields).map((name) => {
    const [before, after] = fields[name] ?? [null, null];
    const [from, to] = [valueWords(before), valueWords(after)];
    return from === to || to === 'details' ? `${fieldWords(name)} changed` : `${fieldWords(name)} ${from} → ${to}`;
  });
  const more = names.length - mostFields;
  return { tone: 'motion', subject, words: `${told.join(', ')}${more > 0 ? `, and ${more} more` : ''}` };
}
