'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useCan } from '#components/shell/viewer.tsx';
import { Button } from '#components/ui/button.tsx';
import { problemOf } from '#components/ui/problem.ts';
import { toast } from '#components/ui/toast.tsx';
import { api } from '#lib/api/client.ts';
import type { CampaignDetail } from '#lib/api/contract/campaigns.ts';
import { countWords } from '#lib/kernel/count-words.ts';
import { newKey } from './new-key.ts';
import { countMachines, notRepaved, splitPlan } from './plan-groups.ts';

const ConfirmDialog = dynamic(() => import('#components/ui/confirm-dialog.tsx').then((module) => module.ConfirmDialog), { ssr: false });

/** What may be done with a campaign now; pausing is one press, what cannot be undone asks first. */
export function CampaignActions({ campaign }: { campaign: CampaignDetail }) {
  const client = useQueryClient();
  const router = useRouter();
  const [asking, setAsking] = useState<'start' | 'abort' | null>(null);
  const mayAct = useCan('campaign:write');
  const done = (words: string) => ({
    onSuccess: () => {
      setAsking(null);
      toast('ok', words);
      void client.invalidateQueries({ queryKey: api.campaigns.key() });
    },
  });
  const failed = (what: string) => ({ onError: (error: unknown) => toast('failing', `${what}: ${problemOf(error).detail ?? problemOf(error).title}`) });
  const start = useMutation(api.campaigns.start.mutationOptions(done('Started')));
  const abort = useMutation(api.campaigns.abort.mutationOptions(done('Aborted')));
  const pause = useMutation(api.campaigns.pause.mutationOptions({ ...done('Paused: nothing new starts'), ...failed('It was not paused') }));
  const resume = useMutation(api.campaigns.resume.mutationOptions({ ...done('Resumed'), ...failed('It was not resumed') }));
  const plan = useMutation(api.campaigns.create.mutationOptions({
    ...failed('It was not planned'),
    onSuccess: ({ id }, { body }) => {
      void client.invalidateQueries({ queryKey: api.campaigns.key() });
      const href = `/campaigns/${id}`;
      if (body.replaces === undefined) router.push(href);
      else router.replace(href);
    },
  }));
  const planFor = (clusters: { clusterId: string }[], replaced: { name: string; replaces: string } | null) => plan.mutate({
    headers: { 'idempotency-key': newKey() },
    body: { kind: campaign.kind, clusterIds: clusters.map(({ clusterId }) => clusterId), strategy: campaign.strategy, ...replaced },
  });
  if (!mayAct) return <span className="text-sm text-mute">Your role may look but not act.</span>;

  const params = { id: campaign.id };
  const may = (action: CampaignDetail['allowed'][number]) => campaign.allowed.includes(action);
  const { free, held: heldTargets, never } = splitPlan(campaign.plan.targets);
  const startWords = `Repave ${countWords(free.length, 'cluster')} (${countWords(countMachines(free), 'machine')})`;
  const held = heldTargets.length;
  // What can never be repaved is left out of the next plan, unless there is nothing else.
  const again = never.length < campaign.plan.targets.length ? campaign.plan.targets.filter((target) => !never.includes(target)) : campaign.plan.targets;
  const rest = notRepaved(campaign);
  return (
    <>
      {rest.length > 0 ? (
        <Button pending={plan.isPending || plan.isSuccess} onClick={() => planFor(rest, null)}>
          Plan {countWords(rest.length, 'remaining cluster')}
        </Button>
      ) : null}
      {may('abort') ? <Button onClick={() => setAsking('abort')}>{campaign.state === 'draft' ? 'Discard…' : 'Abort…'}</Button> : null}
      {may('pause') ? (
        <Button kind="primary" pending={pause.isPending} onClick={() => pause.mutate({ params, headers: {}, body: {} })}>
          Pause
        </Button>
      ) : null}
      {may('resume') ? (
        <Button kind="primary" pending={resume.isPending} onClick={() => resume.mutate({ params, headers: {}, body: {} })}>
          Resume
        </Button>
      ) : null}
      {may('start') ? (
        <Button pending={plan.isPending || plan.isSuccess} onClick={() => planFor(again, { name: campaign.name, replaces: campaign.id })}>
          Plan again
        </Button>
      ) : null}
      {may('start') ? (
        <Button kind="primary" disabled={free.length === 0} onClick={() => setAsking('start')}>
          {free.length === 0 ? 'Nothing can be started' : `${startWords}…`}
        </Button>
      ) : null}
      {asking === 'start' ? (
        <ConfirmDialog
          title={startWords}
          action={startWords}
          count={free.length}
          askReason
          pending={start.isPending}
          error={start.error}
          onClose={() => setAsking(null)}
          onConfirm={(reason) => start.mutate({ params, headers: { 'idempotency-key': `start:${campaign.id}:${campaign.plan.hash}` }, body: { planHash: campaign.plan.hash, ...(reason ? { reason } : {}) } })}
        >
          <p>Every machine of the plan is drained, deleted and replaced by a new one of the same version, {countWords(campaign.strategy.concurrency, 'cluster')} at a time.</p>
          {held > 0 ? <p className="mt-2 text-mute">{held.toLocaleString('en')} more {held === 1 ? 'cluster has' : 'clusters have'} something in the way: {held === 1 ? 'it comes' : 'they come'} last, and the campaign halts there unless that is gone by then.</p> : null}
          {never.length > 0 ? <p className="mt-2 text-mute">{countWords(never.length, 'cluster')} of the plan cannot be repaved at all: the campaign halts there until {never.length === 1 ? 'it is' : 'they are'} skipped. “Plan again” leaves {never.length === 1 ? 'it' : 'them'} out.</p> : null}
        </ConfirmDialog>
      ) : null}
      {asking === 'abort' ? (
        <ConfirmDialog
          title={`${campaign.state === 'draft' ? 'Discard' : 'Abort'} ${campaign.name}?`}
          action={campaign.state === 'draft' ? 'Discard the draft' : 'Abort the campaign'}
          danger
          askReason
          pending={abort.isPending}
          error={abort.error}
          onClose={() => setAsking(null)}
          onConfirm={(reason) => abort.mutate({ params, headers: {}, body: reason ? { reason } : {} })}
        >
          {campaign.state === 'draft' ? (
            <p>Nothing was started and nothing will be.</p>
          ) : (
            <p>Nothing new starts, and the campaign ends. A rollout that a cluster has begun goes on to its end there: Cluster API has no way back from it.</p>
          )}
        </ConfirmDialog>
      ) : null}
    </>
  );
}
