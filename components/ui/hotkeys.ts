'use client';
import { useEffect, useRef } from 'react';

const storageKey = 'tarmac-single-keys';

/** Whether single-letter shortcuts are on; people who dictate can turn them off (WCAG 2.2, 2.1.4). */
export function singleKeysOn(): boolean {
  return typeof localStorage === 'undefined' || localStorage.getItem(storageKey) !== 'off';
}

/** Turns single-letter shortcuts on or off on this device. */
export function setSingleKeys(on: boolean): void {
  if (on) localStorage.removeItem(storageKey);
  else localStorage.setItem(storageKey, 'off');
}

const typing = 'input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable=true]';

/**
 * Single-key shortcuts of the page: not while somebody types, nor with a modifier, nor under an open dialog or popover.
 * A handler that returns false lets the key through.
 */
export function useHotkeys(handlers: Record<string, (event: KeyboardEvent) => unknown>): void {
  const current = useRef(handlers);
  useEffect(() => {
    current.current = handlers;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const handler = current.current[event.key];
      if (!handler || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || !singleKeysOn()) return;
      if (event.target instanceof Element && event.target.closest(typing)) return;
      if (document.querySelector('[role=dialog], [popover]:popover-open:not([role=tooltip])')) return;
      if (handler(event) !== false) event.preventDefault();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}

/** Gives the focus to the page's filter input, if it has one. */
export function focusFilter(): boolean {
  const filter = document.querySelector<HTMLElement>('[data-filter]');
  filter?.focus();
  return filter !== null;
}
