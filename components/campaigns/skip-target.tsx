'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { toast } from '#components/ui/toast.tsx';
import { api } from '#lib/api/client.ts';
import type { CampaignTarget } from '#lib/api/contract/campaigns.ts';

const ConfirmDialog = dynamic(() => import('#components/ui/confirm-dialog.tsx').then((module) => module.ConfirmDialog), { ssr: false });

/** Takes a cluster that is held or still waits out of its campaign, after asking. */
export function SkipTarget({ campaignId, target: { clusterId, clusterName } }: { campaignId: string; target: CampaignTarget }) {
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const skip = useMutation(api.campaigns.skip.mutationOptions({
    onSuccess: () => {
      setAsking(false);
      toast('ok', `${clusterName} was skipped`);
      void client.invalidateQueries({ queryKey: api.campaigns.key() });
    },
  }));
  return (
    <>
      <Button onClick={() => setAsking(true)}>Skip…</Button>
      {asking ? (
        <ConfirmDialog
          title={`Skip ${clusterName}?`}
          action="Skip the cluster"
          askReason
          pending={skip.isPending}
          error={skip.error}
          onClose={() => setAsking(false)}
          onConfirm={(reason) => skip.mutate({ params: { id: campaignId, clusterId }, headers: {}, body: reason ? { reason } : {} })}
        >
          <p>Nothing more is asked of it in this campaign, for good. A rollout that it has begun goes on there. A halted campaign goes on with the others once you resume it.</p>
        </ConfirmDialog>
      ) : null}
    </>
  );
}
