/** Whether TARMAC_BANNER says that this is the demo, whose accounts are open to all. */
export function isDemoBanner(banner: string | undefined): boolean {
  return banner?.trim().toLowerCase() === 'demo';
}

/** What the banner says on every page; null without one. */
export function bannerWords(banner: string | undefined): string | null {
  if (isDemoBanner(banner)) return 'Demo fleet';
  return banner?.trim() || null;
}
