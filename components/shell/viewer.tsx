'use client';
import { createContext, type ReactNode, useContext } from 'react';
import type { ViewerDto } from '#lib/api/contract/access.ts';

const Current = createContext<ViewerDto | null>(null);

/** Gives the pages below the person who looks. */
export function ViewerProvider({ viewer, children }: { viewer: ViewerDto; children: ReactNode }) {
  return <Current value={viewer}>{children}</Current>;
}

/** Who looks. Throws outside of the dashboard. */
export function useViewer(): ViewerDto {
  const viewer = useContext(Current);
  if (!viewer) throw new Error('useViewer is used outside of ViewerProvider');
  return viewer;
}

/** Whether an action should be offered; the API decides again whatever this says. */
export function useCan(permission: ViewerDto['permissions'][number]): boolean {
  return useViewer().permissions.includes(permission);
}
