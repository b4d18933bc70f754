'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { toast } from '#components/ui/toast.tsx';
import { api } from '#lib/api/client.ts';
import type { SavedViewDto } from '#lib/api/contract/views.ts';
import { ViewFields, ViewQuery } from './view-fields.tsx';

/** Saves what the page shows now under a name. */
export function SaveViewDialog({ page, query, onClose }: { page: SavedViewDto['page']; query: string; onClose: () => void }) {
  const client = useQueryClient();
  const [draft, setDraft] = useState({ name: '', shared: false });
  const save = useMutation(
    api.views.create.mutationOptions({
      onSuccess: async ({ name, visibility }) => {
        await client.invalidateQueries({ queryKey: api.views.key() });
        toast('ok', visibility === 'shared' ? `Saved “${name}” for everybody` : `Saved “${name}” for you`);
        onClose();
      },
    }),
  );
  return (
    <Dialog title="Save this view" size="small" onClose={onClose}>
      <form
        className="flex flex-col gap-3.5"
        onSubmit={(event) => {
          event.preventDefault();
          if (!save.isPending) save.mutate({ page, query, name: draft.name.trim(), visibility: draft.shared ? 'shared' : 'personal' });
        }}
      >
        <ViewFields draft={draft} onChange={setDraft} />
        <div>
          <p className="mb-1 text-sm text-mute">It will show</p>
          <ViewQuery query={query} />
        </div>
        {save.error ? <ErrorState error={save.error} compact /> : null}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" kind="primary" pending={save.isPending} disabled={draft.name.trim() === ''}>
            Save the view
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
