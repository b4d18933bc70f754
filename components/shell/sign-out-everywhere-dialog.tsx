'use client';
import { useMutation } from '@tanstack/react-query';
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx';
import { api } from '#lib/api/client.ts';
import { signOut } from './account-menu.tsx';

/** Ends every session of who looks, after asking, and returns to the sign-in page, which says so. */
export function SignOutEverywhereDialog({ onClose }: { onClose: () => void }) {
  const end = useMutation(api.access.endSessions.mutationOptions({ onSuccess: () => signOut('/sign-in?notice=signed-out-everywhere') }));
  return (
    <ConfirmDialog title="Sign out everywhere?" action="Sign out everywhere" danger pending={end.isPending || end.isSuccess} error={end.error} onClose={onClose} onConfirm={() => end.mutate({})}>
      <p>Every session of yours ends at once, on every device and here too. Campaigns that run go on, and API tokens keep working.</p>
    </ConfirmDialog>
  );
}
