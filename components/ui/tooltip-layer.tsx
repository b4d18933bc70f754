'use client';
import { useEffect, useRef } from 'react';

const tipId = 'tip';

/**
 * One layer that shows the `data-tip` of whatever is hovered or focused, so that a table of thousands of times costs
 * nothing per cell. It stays while the pointer is on it and goes with Escape (WCAG 2.2, 1.4.13).
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
    const show = (target: HTMLElement) => {
      if (!target.isConnected) return;
      owner = target;
      box.textContent = target.dataset['tip'] ?? '';
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
      const target = event.target.closest<HTMLElement>('[data-tip]');
      if (target === owner) return;
      hide();
      if (target?.dataset['tip']) timer = setTimeout(() => show(target), event.type === 'focusin' ? 0 : 350);
    };
    const key = (event: KeyboardEvent) => {
      if (event.key === 'Escape') hide();
    };
    document.addEventListener('pointerover', enter);
    document.addEventListener('focusin', enter);
    document.addEventListener('keydown', key);
    document.addEventListener('scroll', hide, { capture: true, passive: true });
    return () => {
      hide();
      document.removeEventListener('pointerover', enter);
      document.removeEventListener('focusin', enter);
      document.removeEventListener('keydown', key);
      document.removeEventListener('scroll', hide, { capture: true });
    };
  }, []);
  return <div ref={layer} id={tipId} role="tooltip" popover="manual" className="fixed inset-auto m-0 max-w-[360px] rounded-md border border-line bg-raised px-2 py-1 text-sm break-words text-ink shadow-pop" />;
}
