/** The choice of surfaces; `system` follows the operating system and needs no cookie. */
export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

/** The cookie that carries the choice, so that the server renders the right theme and nothing flashes. */
export const themeCookie = 'tarmac-theme';

/** Reads the cookie's value; anything else is `system`. */
export function parseTheme(text: string | undefined): Theme {
  return text === 'light' || text === 'dark' ? text : 'system';
}

/** Applies a theme to this document and keeps it for a year. */
export function applyTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
  document.cookie = `${themeCookie}=${theme}; path=/; max-age=${theme === 'system' ? 0 : 31_536_000}; samesite=lax`;
}
