'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { toast } from '#components/ui/toast.tsx';
import { api } from '#lib/api/client.ts';
import { KubeconfigField } from './kubeconfig-field.tsx';

/** Gives a source a new kubeconfig; the old one is overwritten. */
export function ReplaceKubeconfigDialog({ id, name, onClose }: { id: string; name: string; onClose: () => void }) {
  const client = useQueryClient();
  const [kubeconfig, setKubeconfig] = useState('');
  const replace = useMutation(
    api.sources.replaceSecret.mutationOptions({
      onSuccess: () => {
        void client.invalidateQueries({ queryKey: api.sources.key() });
        toast('ok', `${name} has its new kubeconfig`);
        onClose();
      },
    }),
  );
  return (
    <Dialog title={`Replace the kubeconfig of ${name}`} description="The old one is overwritten. What was seen stays until the new one has listed everything." onClose={onClose}>
      <form
        className="flex flex-col gap-3.5"
        onSubmit={(event) => {
          event.preventDefault();
          if (!replace.isPending) replace.mutate({ id, kubeconfig });
        }}
      >
        <KubeconfigField value={kubeconfig} onChange={setKubeconfig} />
        {replace.error ? <ErrorState error={replace.error} what="The kubeconfig was not replaced" compact /> : null}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" kind="primary" pending={replace.isPending} disabled={kubeconfig.trim() === ''}>
            Replace the kubeconfig
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
