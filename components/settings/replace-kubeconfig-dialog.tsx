'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { toast } from '#components/ui/toast.tsx';
import { api } from '#lib/api/client.ts';
import type { Source } from '#lib/api/contract/sources.ts';
import { sourceKindList } from '#lib/kernel/source-kinds.ts';
import { KubeconfigField } from './kubeconfig-field.tsx';
import { TrialVerdict } from './trial-verdict.tsx';

/** Gives a source a new kubeconfig, tried first when asked; the old one is overwritten. */
export function ReplaceKubeconfigDialog({ source: { id, name, kind, context }, onClose }: { source: Pick<Source, 'id' | 'name' | 'kind' | 'context'>; onClose: () => void }) {
  const client = useQueryClient();
  const [kubeconfig, setKubeconfig] = useState('');
  const check = useMutation(api.sources.check.mutationOptions());
  const replace = useMutation(
    api.sources.replaceSecret.mutationOptions({
      onSuccess: () => {
        void client.invalidateQueries({ queryKey: api.sources.key() });
        toast('ok', `${name} has its new kubeconfig`);
        onClose();
      },
    }),
  );
  const change = (text: string) => {
    setKubeconfig(text);
    check.reset();
  };
  // A source of a kind that this Tarmac does not know cannot be tried.
  const known = sourceKindList.find((each) => each.kind === kind);
  return (
    <Dialog title={`Replace the kubeconfig of ${name}`} description="The old one is overwritten. What was seen stays until the new one has listed everything." onClose={onClose}>
      <form
        className="flex flex-col gap-3.5"
        onSubmit={(event) => {
          event.preventDefault();
          if (!replace.isPending) replace.mutate({ id, kubeconfig });
        }}
      >
        <KubeconfigField value={kubeconfig} onChange={change} />
        <TrialVerdict trial={check} />
        {replace.error ? <ErrorState error={replace.error} what="The kubeconfig was not replaced" compact /> : null}
        <div className="flex flex-wrap justify-end gap-2">
          {known ? (
            <Button pending={check.isPending} disabled={kubeconfig.trim() === ''} onClick={() => check.mutate({ name, kind: known.kind, kubeconfig, context })} className="me-auto">
              Try the connection
            </Button>
          ) : null}
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" kind="primary" pending={replace.isPending} disabled={kubeconfig.trim() === ''}>
            Replace the kubeconfig
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
