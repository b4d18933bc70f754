'use client';
import { useMutation } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { TextField } from '#components/ui/field.tsx';
import { StatusGlyph } from '#components/ui/status.tsx';
import { api } from '#lib/api/client.ts';
import type { ClusterSummary } from '#lib/api/contract/clusters.ts';
import { countWords } from '#lib/kernel/count-words.ts';
import { newKey } from './new-key.ts';

type RepaveDialogProps = { clusters: Pick<ClusterSummary, 'id' | 'name' | 'managedBy'>[]; onClose: () => void };

const namesShown = 12;

/** Asks how to repave these clusters, those aside that Cluster API did not make, and stores the plan as a draft; the draft's page shows it and starts it. Nothing changes before. */
export function RepaveDialog({ clusters: chosen, onClose }: RepaveDialogProps) {
  const clusters = chosen.filter(({ managedBy }) => managedBy === 'cluster-api');
  const leftOut = chosen.filter(({ managedBy }) => managedBy !== 'cluster-api');
  const router = useRouter();
  const [name, setName] = useState('');
  const [concurrency, setConcurrency] = useState('1');
  const [failureThreshold, setFailureThreshold] = useState('1');
  // One key for one wording: pressing twice makes one draft. A header cannot carry the wording itself.
  const wording = JSON.stringify([name, concurrency, failureThreshold]);
  const [asked, setAsked] = useState(() => ({ wording, key: newKey() }));
  const preview = useMutation(api.campaigns.create.mutationOptions({ onSuccess: ({ id }) => router.push(`/campaigns/${id}`) }));
  const words = clusters.length === 1 ? (clusters[0]?.name ?? '') : countWords(clusters.length, 'cluster');
  const submit = () => {
    const key = asked.wording === wording ? asked.key : newKey();
    setAsked({ wording, key });
    preview.mutate({
      headers: { 'idempotency-key': key },
      body: {
        kind: 'cluster-repave',
        ...(name.trim() === '' ? {} : { name: name.trim() }),
        clusterIds: clusters.map(({ id }) => id),
        strategy: { concurrency: Number(concurrency), failureThreshold: Number(failureThreshold) },
      },
    });
  };
  return (
    <Dialog
      title={`Repave ${words}`}
      description="Each machine is replaced by a new one of the same version, control plane first. The plan comes next; nothing changes until you start it."
      onClose={onClose}
    >
      <form
        className="flex flex-col gap-3.5"
        onSubmit={(event) => {
          event.preventDefault();
          if (!preview.isPending) submit();
        }}
      >
        {clusters.length > 1 ? (
          <p className="text-mute">{namesOf(clusters)}</p>
        ) : null}
        {leftOut.length > 0 ? (
          <p className="flex items-baseline gap-2">
            <StatusGlyph tone="attention" className="self-center" />
            <span className="min-w-0 wrap-anywhere">
              Left out: {namesOf(leftOut)}. Cluster API did not make {leftOut.length === 1 ? 'it' : 'them'}, and Tarmac cannot replace the machines.
            </span>
          </p>
        ) : null}
        <TextField label="Name" hint="Optional. What the change is for, such as “October kernel”." maxLength={120} value={name} onChange={(event) => setName(event.target.value)} />
        <div className="grid gap-3.5 md:grid-cols-2">
          <TextField label="Clusters in motion at once" type="number" min={1} max={20} required value={concurrency} onChange={(event) => setConcurrency(event.target.value)} />
          <TextField label="Halt after this many failures" type="number" min={1} max={1000} required value={failureThreshold} onChange={(event) => setFailureThreshold(event.target.value)} />
        </div>
        {preview.error ? <ErrorState error={preview.error} what="The plan was not made" compact /> : null}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" kind="primary" pending={preview.isPending || preview.isSuccess} disabled={clusters.length === 0}>
            Preview the plan
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function namesOf(clusters: { name: string }[]): string {
  const names = clusters.slice(0, namesShown).map(({ name }) => name).join(', ');
  return clusters.length > namesShown ? `${names} and ${(clusters.length - namesShown).toLocaleString('en')} more` : names;
}
