'use client';
import { useState } from 'react';
import { Icon } from '#components/ui/icon.tsx';
import { Menu } from '#components/ui/menu.tsx';
import { requestShortcuts, requestSignOutEverywhere } from './overlays.tsx';
import { applyTheme, parseTheme, type Theme, themeCookie, themes } from './theme.ts';
import { useViewer } from './viewer.tsx';

const themeWords: Record<Theme, string> = { system: 'As the system', light: 'Light', dark: 'Dark' };

/** Ends the session here and goes to the sign-in page, `returnTo`; next-auth's client is loaded only now. */
export async function signOut(returnTo = '/sign-in'): Promise<void> {
  const auth = await import('next-auth/react');
  await auth.signOut({ callbackUrl: returnTo });
}

/** Who is signed in, the theme, the list of keys, and the way out. */
export function AccountMenu({ compact = false }: { compact?: boolean }) {
  const viewer = useViewer();
  const [theme, setTheme] = useState<Theme | null>(null);
  const current = () => parseTheme(document.cookie.match(new RegExp(`${themeCookie}=(\\w+)`))?.[1]);
  const choose = (next: Theme) => {
    applyTheme(next);
    setTheme(next);
  };
  return (
    <Menu
      label="Account"
      align={compact ? 'end' : 'start'}
      trigger={(props) => (
        <button type="button" {...props} aria-label={compact ? `${initialsOf(viewer.name)}, account of ${viewer.name}` : undefined} onPointerDown={() => setTheme(current())} onFocus={() => setTheme(current())} className="flex w-full items-center gap-2.5 rounded-md p-1.5 text-start hover:bg-hover">
          <span aria-hidden className="grid size-7 shrink-0 place-items-center rounded-full border border-line bg-panel text-xs font-semibold text-mute">
            {initialsOf(viewer.name)}
          </span>
          {compact ? null : (
            <>
              <span className="min-w-0 flex-1">
                <span className="block truncate">{viewer.name}</span>
                <span className="block truncate text-sm text-faint">{viewer.role}</span>
              </span>
              <Icon name="more" className="text-faint" />
            </>
          )}
        </button>
      )}
      items={[
        { kind: 'heading', label: `${viewer.name}, ${viewer.role}` },
        { kind: 'rule', id: 'appearance' },
        { kind: 'heading', label: 'Appearance' },
        ...themes.map((each) => ({ kind: 'choice' as const, label: themeWords[each], checked: theme === each, onSelect: () => choose(each) })),
        { kind: 'rule', id: 'account' },
        { kind: 'action', label: 'Keyboard shortcuts', hint: '?', onSelect: requestShortcuts },
        { kind: 'action', label: 'Sign out everywhere…', onSelect: requestSignOutEverywhere },
        { kind: 'action', label: 'Sign out', onSelect: () => void signOut() },
      ]}
    />
  );
}

/** The first letters of the first and the last word of a name. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/);
  return `${words[0]?.[0] ?? '?'}${words.length > 1 ? (words.at(-1)?.[0] ?? '') : ''}`.toUpperCase();
}
