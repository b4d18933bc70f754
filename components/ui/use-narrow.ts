'use client';
import { useSyncExternalStore } from 'react';

const query = '(max-width: 767.98px)';

/** Whether the window is narrower than 768 px; false on the server and in the first render. */
export function useNarrow(): boolean {
  return useSyncExternalStore(
    (listener) => {
      const media = matchMedia(query);
      media.addEventListener('change', listener);
      return () => media.removeEventListener('change', listener);
    },
    () => matchMedia(query).matches,
    () => false,
  );
}
