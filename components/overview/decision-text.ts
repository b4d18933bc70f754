/** A controller's message as running text: its list marks and line breaks become semicolons, so that it can be cut after some lines. */
export function decisionText(detail: string): string {
  return detail
    .replace(/\s*[:;]?\s*\n?\s*\* /g, (marks) => (marks.trimStart().startsWith(':') ? ': ' : '; '))
    .replace(/\s+/g, ' ')
    .replace(/^; /, '')
    .trim();
}
