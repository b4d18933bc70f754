'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { Select, TextField } from '#components/ui/field.tsx';
import { toast } from '#components/ui/toast.tsx';
import { api } from '#lib/api/client.ts';
import { sourceKindList } from '#lib/kernel/source-kinds.ts';
import type { SourceKindName } from '#lib/kernel/source-kinds.ts';
import { KubeconfigField } from './kubeconfig-field.tsx';
import { TrialVerdict } from './trial-verdict.tsx';

type Draft = { name: string; kind: SourceKindName; kubeconfig: string; context: string; environment: string; region: string; team: string };

const plain = { maxLength: 63, pattern: '[^,]*', title: 'No comma, by which filters part their values' };
const empty: Draft = { name: '', kind: sourceKindList[0].kind, kubeconfig: '', context: '', environment: '', region: '', team: '' };

/** Adds a source: tries the connection first when asked, then stores the kubeconfig sealed. */
export function AddSourceDialog({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const [draft, setDraft] = useState(empty);
  const check = useMutation(api.sources.check.mutationOptions());
  const create = useMutation(
    api.sources.create.mutationOptions({
      onSuccess: ({ name }) => {
        void client.invalidateQueries({ queryKey: api.sources.key() });
        toast('ok', `${name} was added. Its clusters appear as soon as they are listed.`);
        onClose();
      },
    }),
  );
  const change = (part: Partial<Draft>) => {
    setDraft({ ...draft, ...part });
    check.reset();
  };
  const text = (key: 'name' | 'context' | 'environment' | 'region' | 'team') => ({ value: draft[key], onChange: (event: { target: { value: string } }) => change({ [key]: event.target.value }) });
  const input = () => ({
    name: draft.name.trim(), kind: draft.kind, kubeconfig: draft.kubeconfig, context: draft.context.trim() || null,
    environment: draft.environment.trim() || null, region: draft.region.trim() || null, team: draft.team.trim() || null,
  });
  const complete = draft.name.trim() !== '' && draft.kubeconfig.trim() !== '';
  return (
    <Dialog title="Add a source" description="Tarmac only reads, until somebody starts a campaign. The kubeconfig is stored sealed and never shown again." onClose={onClose}>
      <form
        className="flex flex-col gap-3.5"
        onSubmit={(event) => {
          event.preventDefault();
          if (!create.isPending) create.mutate(input());
        }}
      >
        <div className="grid gap-3.5 md:grid-cols-2">
          <TextField label="Name" required maxLength={63} pattern="[a-z0-9]([a-z0-9\-]*[a-z0-9])?" hint="Lower-case letters, digits and hyphens." title="Lower-case letters, digits and hyphens" autoComplete="off" {...text('name')} />
          <Select label="Kind" hint={sourceKindList.find(({ kind }) => kind === draft.kind)?.description} options={sourceKindList.map(({ kind, label }) => ({ value: kind, label }))} value={draft.kind} onChange={(event) => change({ kind: sourceKindList.find(({ kind }) => kind === event.target.value)?.kind ?? draft.kind })} />
        </div>
        <KubeconfigField value={draft.kubeconfig} onChange={(kubeconfig) => change({ kubeconfig })} />
        <TextField label="Context" hint="Optional. Without it the kubeconfig's current context is used." {...text('context')} />
        <fieldset className="grid gap-3.5 md:grid-cols-3">
          <legend className="mb-1.5 text-sm text-mute">Defaults for clusters whose labels do not say</legend>
          <TextField label="Environment" {...plain} {...text('environment')} />
          <TextField label="Region" {...plain} {...text('region')} />
          <TextField label="Owner team" {...plain} {...text('team')} />
        </fieldset>
        <TrialVerdict trial={check} />
        {create.error ? <ErrorState error={create.error} what="The source was not added" compact /> : null}
        <div className="flex flex-wrap justify-end gap-2">
          <Button pending={check.isPending} disabled={!complete} onClick={() => check.mutate(input())} className="me-auto">
            Try the connection
          </Button>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" kind="primary" pending={create.isPending} disabled={!complete}>
            Add the source
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
