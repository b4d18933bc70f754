'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { Checkbox } from '#components/ui/field.tsx';
import { toast } from '#components/ui/toast.tsx';
import { api } from '#lib/api/client.ts';
import type { SavedViewDto } from '#lib/api/contract/views.ts';
import { ViewFields, ViewQuery } from './view-fields.tsx';

type EditViewDialogProps = { view: SavedViewDto; query: string; onRemove: () => void; onClose: () => void };

/** Renames a view of one's own, shares it, or lets it show what is filtered now. */
export function EditViewDialog({ view, query, onRemove, onClose }: EditViewDialogProps) {
  const client = useQueryClient();
  const [draft, setDraft] = useState({ name: view.name, shared: view.visibility === 'shared' });
  const [takeQuery, setTakeQuery] = useState(false);
  const change = useMutation(
    api.views.change.mutationOptions({
      onSuccess: async ({ name }) => {
        await client.invalidateQueries({ queryKey: api.views.key() });
        toast('ok', `Changed “${name}”`);
        onClose();
      },
    }),
  );
  return (
    <Dialog title="Change a saved view" size="small" onClose={onClose}>
      <form
        className="flex flex-col gap-3.5"
        onSubmit={(event) => {
          event.preventDefault();
          if (!change.isPending) change.mutate({ id: view.id, name: draft.name.trim(), visibility: draft.shared ? 'shared' : 'personal', ...(takeQuery && { query }) });
        }}
      >
        <ViewFields draft={draft} onChange={setDraft} />
        {query === view.query ? null : <Checkbox label="Let it show what is filtered now" checked={takeQuery} onChange={(event) => setTakeQuery(event.target.checked)} />}
        <div>
          <p className="mb-1 text-sm text-mute">{takeQuery ? 'It will show' : 'It shows'}</p>
          <ViewQuery query={takeQuery ? query : view.query} />
        </div>
        {change.error ? <ErrorState error={change.error} compact /> : null}
        <div className="flex gap-2">
          <Button kind="quiet" className="me-auto text-fail!" onClick={onRemove}>
            Delete…
          </Button>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" kind="primary" pending={change.isPending} disabled={draft.name.trim() === ''}>
            Change the view
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
