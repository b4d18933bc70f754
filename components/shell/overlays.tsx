'use client';
import dynamic from 'next/dynamic';
import { useEffect, useState } from 'react';
import { focusFilter, useHotkeys } from '#components/ui/hotkeys.ts';

const Palette = dynamic(() => import('./palette.tsx').then((module) => module.Palette), { ssr: false });
const ShortcutsDialog = dynamic(() => import('./shortcuts-dialog.tsx').then((module) => module.ShortcutsDialog), { ssr: false });
const SignOutEverywhereDialog = dynamic(() => import('./sign-out-everywhere-dialog.tsx').then((module) => module.SignOutEverywhereDialog), { ssr: false });

const overlays = ['palette', 'shortcuts', 'sign-out-everywhere'] as const;
type Overlay = (typeof overlays)[number];
const requested = 'tarmac-overlay';
const request = (overlay: Overlay) => window.dispatchEvent(new CustomEvent<Overlay>(requested, { detail: overlay }));

/** Opens the palette from anywhere. */
export const requestPalette = () => request('palette');
/** Opens the list of keys from anywhere. */
export const requestShortcuts = () => request('shortcuts');
/** Asks whether to end every session. */
export const requestSignOutEverywhere = () => request('sign-out-everywhere');

/** Holds the palette, the list of keys and the question before all sessions end; their code is loaded when they are first asked for. */
export function Overlays() {
  const [open, setOpen] = useState<Overlay | null>(null);
  useEffect(() => {
    const onRequest = (event: Event) => {
      if (event instanceof CustomEvent) setOpen(overlays.find((overlay) => overlay === event.detail) ?? null);
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
    '/': focusFilter,
  });
  const close = () => setOpen(null);
  return (
    <>
      {open === 'palette' ? <Palette onClose={close} /> : null}
      {open === 'sign-out-everywhere' ? <SignOutEverywhereDialog onClose={close} /> : null}
      {open === 'shortcuts' ? <ShortcutsDialog onClose={close} /> : null}
    </>
  );
}
