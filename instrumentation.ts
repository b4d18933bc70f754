/** Runs once when the server starts: lets it end within seconds although event streams are open, keeps its memory small, and offers it the API. */
export async function register(): Promise<void> {
  // Next replaces this by a constant and so leaves the rest out of what it builds for its edge runtime.
  if (process.env.NEXT_RUNTIME === 'nodejs') {
    const { setFlagsFromString } = await import('node:v8');
    const { closeWebOnSignal } = await import('#lib/api/close-on-signal.ts');
    // What requests leave behind is garbage soon; left to itself V8 lets the heap grow to five times what lives.
    setFlagsFromString('--heap-growing-percent=100');
    closeWebOnSignal();
    // In development Next.js alone answers, from the code as it is at the moment.
    if (process.env.NODE_ENV === 'production') (await import('#lib/api/api-listener.ts')).offerApiListener();
  }
}
