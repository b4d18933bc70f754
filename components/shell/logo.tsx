/** The mark of Tarmac: a runway in the ink of the theme. */
export function Logo() {
  return (
    <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden className="shrink-0">
      <rect width="20" height="20" rx="5" fill="var(--ink)" />
      <path d="M10 3v3M10 8.5v3M10 14v3" stroke="var(--bg)" strokeWidth="2.4" />
      <path d="M4.5 17 7 3M15.5 17 13 3" stroke="var(--bg)" strokeWidth="1.3" opacity=".6" />
    </svg>
  );
}
