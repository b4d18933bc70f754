/** Runs once when the server starts: lets it end within seconds although event streams are open. */
export async function register(): Promise<void> {
  // Next replaces this by a constant and so leaves the rest out of what it builds for its edge runtime.
  if (process.env.NEXT_RUNTIME === 'nodejs') {
    const { closeWebOnSignal } = await import('#lib/api/close-on-signal.ts');
    closeWebOnSignal();
  }
}
