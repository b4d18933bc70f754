'use client';
import dynamic from 'next/dynamic';
import { useEffect, useState } from 'react';
import { useHotkeys } from '#components/ui/hotkeys.ts';

const Palette = dynamic(() => import('./palette.tsx').then((module) => module.Palette), { ssr: false });
const ShortcutsDialog = dynamic(() => import('./shortcuts-dialog.tsx').then((module) => module.ShortcutsDialog), { ssr: false });

type Overlay = 'palette' | 'shortcuts';
const requested = 'tarmac-overlay';
const request = (overlay: Overlay) => window.dispatchEvent(new CustomEvent<Overlay>(requested, { detail: overlay }));

/** Opens the palette from anywhere. */
export const requestPalette = () => request('palette');
/** Opens the list of keys from anywhere. */
export const requestShortcuts = () => request('shortcuts');

/** Holds the palette and the list of keys; their code is loaded when they are first asked for. */
export function Overlays() {
  const [open, setOpen] = useState<Overlay | null>(null);
  useEffect(() => {
    const onRequest = (event: Event) => {
      if (event instanceof CustomEvent) setOpen(event.detail === 'palette' ? 'palette' : 'shortcuts');
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.metaKey || event.ctrlKey) || event.shiftKey || event.altKey) return;
      event.preventDefault();
      setOpen((now) => (now === 'palette' ? null : 'palette'));
    };
    window.addEventListener(requested, onRequest);
    window.addEventListener('keydown', onKey);
    return () => {
      window.removeEventListener(requested, onRequest);
      window.removeEventListener('keydown', onKey);
    };
  }, []);
  useHotkeys({
    '?': () => setOpen('shortcuts'),
    '/': () => {
      const filter = document.querySelector<HTMLElement>('[data-filter]');
      filter?.focus();
      return filter !== null;
    },
  });
  const close = () => setOpen(null);
  return (
    <>
      {open === 'palette' ? <Palette onClose={close} /> : null}
      {open === 'shortcuts' ? <ShortcutsDialog onClose={close} /> : null}
    </>
  );
}
