'use client';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { useCan } from '#components/shell/viewer.tsx';
import { Button } from '#components/ui/button.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { MoreButton } from '#components/ui/more-button.tsx';
import { useNow } from '#components/ui/now.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { SimpleTable } from '#components/ui/simple-table.tsx';
import { SkeletonRows } from '#components/ui/skeleton.tsx';
import { Status } from '#components/ui/status.tsx';
import { Time } from '#components/ui/time.tsx';
import { toast } from '#components/ui/toast.tsx';
import { api } from '#lib/api/client.ts';
import type { ApiToken } from '#lib/api/contract/access.ts';
import { minuteMs } from '#lib/kernel/duration.ts';
import { SettingsFrame } from './settings-frame.tsx';
import { tokenPages } from './token-pages.ts';

const ConfirmDialog = dynamic(() => import('#components/ui/confirm-dialog.tsx').then((module) => module.ConfirmDialog), { ssr: false });
const CreateTokenDialog = dynamic(() => import('./create-token-dialog.tsx').then((module) => module.CreateTokenDialog), { ssr: false });

/** API tokens: what scripts and pipelines come with. */
export function TokensView() {
  const mayWrite = useCan('token:write');
  return (
    <SettingsFrame current="tokens">
      {mayWrite ? <Tokens /> : <EmptyState tone="waiting" title="API tokens are for administrators">Ask one for a token, or for the role that can make them.</EmptyState>}
    </SettingsFrame>
  );
}

function Tokens() {
  const client = useQueryClient();
  const query = useInfiniteQuery(api.access.tokens.list.infiniteOptions(tokenPages));
  const { data, error, refetch } = query;
  const [creating, setCreating] = useState(false);
  const [revoking, setRevoking] = useState<ApiToken | null>(null);
  const revoke = useMutation(
    api.access.tokens.revoke.mutationOptions({
      onSuccess: ({ name }) => {
        void client.invalidateQueries({ queryKey: api.access.tokens.key() });
        toast('ok', `Token ${name} no longer works`);
        setRevoking(null);
      },
    }),
  );
  const items = data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Panel title="API tokens" note="shown once, stored as a hash" actions={<Button onClick={() => setCreating(true)}>Make a token…</Button>} flush>
      {error && !data ? <ErrorState error={error} what="API tokens" onRetry={() => void refetch()} /> : null}
      {!data && !error ? <div className="px-4"><SkeletonRows rows={3} /></div> : null}
      {data ? (
        <SimpleTable
          label="API tokens"
          rows={items}
          rowId={({ id }) => id}
          columns={[
            { id: 'name', header: 'Name', width: 200, grow: true, narrow: true, cell: (token) => <TokenName token={token} /> },
            { id: 'role', header: 'Role', width: 100, narrow: true, cell: ({ role }) => role },
            { id: 'state', header: 'State', width: 130, cell: (token) => <TokenState token={token} /> },
            { id: 'by', header: 'Made by', width: 170, cell: ({ createdBy }) => createdBy },
            { id: 'at', header: 'Made', width: 120, cell: ({ createdAt }) => <Time at={createdAt} /> },
            { id: 'used', header: 'Last used', width: 120, cell: ({ lastUsedAt }) => <Time at={lastUsedAt} /> },
            { id: 'revoke', header: 'Revoke', width: 110, narrow: true, align: 'end', cell: (token) => (token.revokedAt === null ? <Button kind="quiet" aria-label={`Revoke ${token.name}`} onClick={() => setRevoking(token)}>Revoke…</Button> : null) },
          ]}
          empty={<EmptyState title="No token yet">A token lets a script or a pipeline use the API with a role of its own.</EmptyState>}
        />
      ) : null}
      <MoreButton of={query}>Earlier tokens</MoreButton>
      {creating ? <CreateTokenDialog onClose={() => setCreating(false)} /> : null}
      {revoking ? (
        <ConfirmDialog title={`Revoke ${revoking.name}?`} action="Revoke the token" danger pending={revoke.isPending} error={revoke.error} onClose={() => setRevoking(null)} onConfirm={() => revoke.mutate({ id: revoking.id })}>
          <p>Whatever uses it is refused from now on. This cannot be undone.</p>
        </ConfirmDialog>
      ) : null}
    </Panel>
  );
}

// On small screens there is no column for the state, and a revoked token must not look like one that works.
function TokenName({ token }: { token: ApiToken }) {
  return (
    <>
      <span className="font-medium">{token.name}</span>
      <span className="block text-sm md:hidden">
        <TokenState token={token} />
      </span>
    </>
  );
}

function TokenState({ token: { revokedAt, expiresAt } }: { token: ApiToken }) {
  const nowMs = useNow(minuteMs);
  if (revokedAt !== null) return <Status tone="waived">revoked</Status>;
  if (expiresAt === null) return <Status tone="ok">valid, no end</Status>;
  if (Date.parse(expiresAt) <= nowMs) return <Status tone="attention">expired</Status>;
  return (
    <Status tone="ok" quiet>
      ends <Time at={expiresAt} />
    </Status>
  );
}
