'use client';
import clsx from 'clsx';
import { type ReactNode, type RefObject, useEffect, useId, useRef, useState } from 'react';

/** What makes a button open the layer; spread it on the button. */
export type PopoverTrigger = {
  ref: RefObject<HTMLButtonElement | null>;
  popoverTarget: string;
  'aria-expanded': boolean;
  'aria-controls': string;
};

type PopoverProps = {
  /** Renders the button; spread the props on it. */
  trigger: (props: PopoverTrigger) => ReactNode;
  /** Rendered only while open. */
  children: (close: () => void) => ReactNode;
  label: string;
  align?: 'start' | 'end';
  className?: string;
};

/**
 * A layer under its button on the platform's own popover: light dismiss, Escape and the return of focus come with it.
 * Arrow keys move between the focusable things inside.
 */
export function Popover({ trigger, children, label, align = 'start', className }: PopoverProps) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const layer = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);
  const place = () => {
    const at = button.current?.getBoundingClientRect();
    const box = layer.current;
    if (!at || !box) return;
    const width = box.offsetWidth;
    const left = align === 'end' ? at.right - width : at.left;
    box.style.left = `${Math.max(8, Math.min(left, innerWidth - width - 8))}px`;
    const below = innerHeight - at.bottom - 16;
    const roomBelow = below > 240 || below > at.top;
    box.style.top = roomBelow ? `${at.bottom + 4}px` : 'auto';
    box.style.bottom = roomBelow ? 'auto' : `${innerHeight - at.top + 4}px`;
    box.style.maxHeight = `${Math.max(160, roomBelow ? below : at.top - 16)}px`;
  };
  useEffect(() => {
    const box = layer.current;
    box?.addEventListener('keydown', moveFocus);
    return () => box?.removeEventListener('keydown', moveFocus);
  }, []);
  return (
    <>
      {trigger({ ref: button, popoverTarget: id, 'aria-expanded': open, 'aria-controls': id })}
      <div
        ref={layer}
        id={id}
        popover="auto"
        role="group"
        aria-label={label}
        onBeforeToggle={(event) => {
          if (event.target === event.currentTarget) setOpen(event.newState === 'open');
        }}
        onToggle={(event) => {
          if (event.target !== event.currentTarget || event.newState !== 'open') return;
          place();
          layer.current?.querySelector<HTMLElement>('[data-autofocus], input, button, a[href]')?.focus({ preventScroll: true });
        }}
        className={clsx('fixed inset-auto m-0 overflow-auto rounded-[9px] border border-line bg-raised p-1 text-base text-ink shadow-pop scroll-thin', className)}
      >
        {open ? children(() => document.getElementById(id)?.hidePopover()) : null}
      </div>
    </>
  );
}

/** Up and down go round the things inside that can have the focus. */
function moveFocus(event: KeyboardEvent): void {
  if ((event.key !== 'ArrowDown' && event.key !== 'ArrowUp') || !(event.currentTarget instanceof HTMLElement)) return;
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>('button, a[href], input, select')].filter((stop) => !stop.hasAttribute('disabled'));
  if (stops.length === 0) return;
  event.preventDefault();
  const index = stops.findIndex((stop) => stop === document.activeElement);
  stops[(index + (event.key === 'ArrowDown' ? 1 : -1) + stops.length) % stops.length]?.focus();
}
