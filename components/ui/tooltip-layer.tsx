'use client';
import { useEffect, useRef } from 'react';
import { findCutText, findFocusedCutText, tipText } from './cut-text.ts';

const tipId = 'tip';
// Whoever goes through rows by key is not stopped by a tip on each.
const restOnRowMs = 700;

/**
 * One layer that shows the `data-tip` of whatever is hovered or focused, and the whole of any text that is cut off, so
 * that a table of thousands of times costs nothing per cell. It stays while the pointer is on it and goes with Escape
 * (WCAG 2.2, 1.4.13).
 */
export function TooltipLayer() {
  const layer = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const box = layer.current;
    if (!box) return;
    let owner: Element | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const hide = () => {
      clearTimeout(timer);
      owner?.removeAttribute('aria-describedby');
      owner = null;
      if (box.matches(':popover-open')) box.hidePopover();
    };
    const show = (target: HTMLElement, whole: string | undefined) => {
      if (!target.isConnected) return;
      owner = target;
      box.textContent = tipText(target.dataset['tip'] ?? '', whole);
      box.scrollTop = 0;
      target.setAttribute('aria-describedby', tipId);
      if (!box.matches(':popover-open')) box.showPopover();
      const at = target.getBoundingClientRect();
      const size = box.getBoundingClientRect();
      const above = at.top - size.height - 6;
      box.style.left = `${Math.max(8, Math.min(at.left + at.width / 2 - size.width / 2, innerWidth - size.width - 8))}px`;
      box.style.top = `${above > 8 ? above : at.bottom + 6}px`;
    };
    const enter = (event: Event) => {
      if (!(event.target instanceof Element) || box.contains(event.target)) return;
      const cut = event.type === 'focusin' ? findFocusedCutText(event.target) : findCutText(event.target);
      const told = event.target.closest<HTMLElement>('[data-tip]');
      const target = told?.dataset['tip'] ? told : (cut?.element ?? null);
      if (target === owner) return;
      // What is read by keyboard stays, though something may have moved under a pointer that rests.
      if (!target && event.type === 'pointerover' && owner?.matches(':focus-visible, :has(:focus-visible)')) return;
      hide();
      const afterMs = event.type !== 'focusin' ? 350 : event.target instanceof HTMLTableRowElement ? restOnRowMs : 0;
      if (target) timer = setTimeout(() => show(target, cut?.text), afterMs);
    };
    const key = (event: KeyboardEvent) => {
      if (event.key === 'Escape') hide();
    };
    const scroll = (event: Event) => {
      if (event.target !== box) hide();
    };
    document.addEventListener('pointerover', enter);
    document.addEventListener('focusin', enter);
    document.addEventListener('keydown', key);
    document.addEventListener('scroll', scroll, { capture: true, passive: true });
    return () => {
      hide();
      document.removeEventListener('pointerover', enter);
      document.removeEventListener('focusin', enter);
      document.removeEventListener('keydown', key);
      document.removeEventListener('scroll', scroll, { capture: true });
    };
  }, []);
  return <div ref={layer} id={tipId} role="tooltip" popover="manual" className="fixed inset-auto m-0 max-h-[60vh] max-w-[min(420px,calc(100vw-1rem))] overflow-auto rounded-md border border-line bg-raised px-2 py-1 text-sm wrap-anywhere whitespace-pre-line text-ink shadow-pop scroll-thin" />;
}
