'use client';
import clsx from 'clsx';
import { Dialog as Radix } from 'radix-ui';
import { type ReactNode, useRef } from 'react';
import { Icon } from './icon.tsx';

type DialogProps = {
  title: ReactNode;
  /** A sentence under the title; it describes the dialog for assistive technology. */
  description?: ReactNode;
  onClose: () => void;
  children: ReactNode;
  /** Buttons at the foot, the one that acts last. */
  footer?: ReactNode;
  size?: 'small' | 'medium' | 'large';
  /** Only its own buttons close it: for what is shown this once. */
  stays?: boolean;
};

const widths = { small: 'md:w-[440px]', medium: 'md:w-[620px]', large: 'md:w-[880px]' };

/** A modal layer, mounted only while open; what has `data-autofocus` gets the focus, else its first field, else the dialog itself, which is read out by its title. Load it lazily: its code is not part of a page's first load. */
export function Dialog({ title, description, onClose, children, footer, size = 'medium', stays = false }: DialogProps) {
  // Radix gives focus back to its own trigger only; here whoever opened it is what had the focus.
  const opener = useRef<Element | null>(null);
  return (
    <Radix.Root open onOpenChange={(open) => !open && !stays && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-[rgb(8_10_14/0.45)]" />
        <Radix.Content
          {...(description ? {} : { 'aria-describedby': undefined })}
          onOpenAutoFocus={(event) => {
            opener.current = document.activeElement;
            event.preventDefault();
            if (event.currentTarget instanceof HTMLElement) firstFocusOf(event.currentTarget).focus();
          }}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            if (opener.current instanceof HTMLElement) opener.current.focus();
          }}
          className={clsx(
            'fixed z-40 flex max-h-[min(86dvh,860px)] flex-col rounded-[12px] border border-line bg-raised shadow-pop outline-none',
            'inset-x-0 bottom-0 max-md:rounded-b-none md:inset-auto md:top-1/2 md:left-1/2 md:-translate-1/2',
            widths[size],
          )}
        >
          <div className="flex items-start gap-3 border-b border-line px-5 py-3.5">
            <div className="min-w-0">
              <Radix.Title className="wrap-anywhere text-lg font-semibold tracking-[-0.01em]">{title}</Radix.Title>
              {description ? <Radix.Description className="mt-0.5 wrap-anywhere text-mute">{description}</Radix.Description> : null}
            </div>
            {stays ? null : (
              <Radix.Close aria-label="Close" className="ms-auto grid size-7 shrink-0 place-items-center rounded-md text-faint hover:bg-hover hover:text-ink">
                <Icon name="close" />
              </Radix.Close>
            )}
          </div>
          <div className="min-h-0 flex-1 overflow-auto px-5 py-4 scroll-thin">{children}</div>
          {footer ? <div className="flex flex-wrap items-center justify-end gap-2 border-t border-line px-5 py-3">{footer}</div> : null}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function firstFocusOf(layer: HTMLElement): HTMLElement {
  return layer.querySelector<HTMLElement>('[data-autofocus]') ?? layer.querySelector<HTMLElement>(':is(input:not([type="hidden"]), select, textarea):enabled') ?? layer;
}
