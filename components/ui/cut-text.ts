const mostAncestors = 4;
const mostInside = 20;
const mostInRow = 80;

/**
 * What stands at a place in a page but is cut off there: the nearest element around `start` whose text ends in an
 * ellipsis, with the whole of its text; null where everything can be read. `data-whole` on it or around it is the text
 * of what is drawn in parts.
 */
export function findCutText(start: Element): { element: HTMLElement; text: string } | null {
  let element: Element | null = start;
  for (let step = 0; element instanceof HTMLElement && step <= mostAncestors; step += 1) {
    if (isCut(element)) return asFound(element);
    element = element.parentElement;
  }
  return null;
}

/** The same for what has the focus: also what is cut off inside a link or a button, in the label of a tick box, or anywhere in a table's row. */
export function findFocusedCutText(focused: Element): { element: HTMLElement; text: string } | null {
  if (focused instanceof HTMLTableRowElement) {
    const cut = [...focused.querySelectorAll<HTMLElement>('*')].slice(0, mostInRow).filter(isCut).map(asFound).filter((found) => found !== null);
    return cut[0] ? { element: cut[0].element, text: [...new Set(cut.map(({ text }) => text))].join('\n') } : null;
  }
  const around = focused.closest('a, button, label');
  const inside = [...(around?.querySelectorAll<HTMLElement>('*') ?? [])].slice(0, mostInside).find(isCut);
  return (inside && asFound(inside)) ?? findCutText(focused);
}

function asFound(element: HTMLElement): { element: HTMLElement; text: string } | null {
  const text = (element.closest<HTMLElement>('[data-whole]')?.dataset['whole'] ?? element.textContent).trim();
  return text === '' ? null : { element, text };
}

/** What a tip says: its own words, after the whole text where that is cut off and the words do not hold it. */
export function tipText(words: string, whole: string | undefined): string {
  if (whole === undefined || words.includes(whole)) return words;
  return words === '' || whole.includes(words) ? whole : `${whole}\n${words}`;
}

function isCut(element: HTMLElement): boolean {
  const wide = element.scrollWidth > element.clientWidth;
  const high = element.scrollHeight > element.clientHeight + 1;
  if (!wide && !high) return false;
  const style = getComputedStyle(element);
  return (wide && style.textOverflow === 'ellipsis') || (high && style.webkitLineClamp !== 'none' && style.webkitLineClamp !== '');
}
