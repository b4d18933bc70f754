'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx';
import { toast } from '#components/ui/toast.tsx';
import { api } from '#lib/api/client.ts';
import type { SavedViewDto } from '#lib/api/contract/views.ts';

/** Deletes a view, after saying who will miss it. */
export function RemoveViewDialog({ view, onClose }: { view: SavedViewDto; onClose: () => void }) {
  const client = useQueryClient();
  const remove = useMutation(
    api.views.remove.mutationOptions({
      onSuccess: async () => {
        await client.invalidateQueries({ queryKey: api.views.key() });
        toast('ok', `Deleted “${view.name}”`);
        onClose();
      },
    }),
  );
  return (
    <ConfirmDialog title={`Delete the view “${view.name}”?`} action="Delete the view" danger pending={remove.isPending} error={remove.error} onClose={onClose} onConfirm={() => remove.mutate({ id: view.id })}>
      <p>
        {view.visibility === 'personal' ? 'Only you see it.' : view.allowed.includes('change') ? 'You share it: it goes for everybody.' : `${view.owner.name} shares it: it goes for everybody.`} Links to it keep working, and nothing else changes.
      </p>
    </ConfirmDialog>
  );
}
