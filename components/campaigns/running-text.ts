/** A controller's message as running text: its list marks and line breaks become semicolons, so that it can be cut after some lines, and its instants are written for people. */
export function runningText(message: string): string {
  return message
    .replace(/\s*[:;]?\s*\n?\s*\* /g, (marks) => (marks.trimStart().startsWith(':') ? ': ' : '; '))
    .replace(/\s+/g, ' ')
    .replace(/\b(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?Z/g, '$1\u00A0$2\u00A0UTC')
    .replace(/^; /, '')
    .trim();
}
