/** A controller's message as running text: its list marks and line breaks become semicolons, so that it can be cut after some lines. */
export function runningText(message: string): string {
  return message
    .replace(/\s*[:;]?\s*\n?\s*\* /g, (marks) => (marks.trimStart().startsWith(':') ? ': ' : '; '))
    .replace(/\s+/g, ' ')
    .replace(/^; /, '')
    .trim();
}
