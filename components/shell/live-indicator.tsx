'use client';
import { Status } from '#components/ui/status.tsx';
import { useNow } from '#components/ui/now.tsx';
import { formatDuration } from '#lib/kernel/duration.ts';
import { useLive } from './live-connection.tsx';

/** Whether changes arrive by themselves; a lost connection says so, and that pages are still asked for. */
export function LiveIndicator() {
  const { state, since } = useLive();
  return (
    <span role="status" className="text-sm">
      {state === 'lost' ? (
        <LostFor since={since} />
      ) : (
        <Status tone={state === 'live' ? 'ok' : 'waiting'} quiet className="text-mute">
          {state === 'live' ? 'live' : 'connecting'}
        </Status>
      )}
    </span>
  );
}

function LostFor({ since }: { since: number }) {
  const nowMs = useNow(1000);
  return (
    <span data-tip="Changes do not arrive by themselves now. This page asks for them every 15 s and keeps trying to reconnect." tabIndex={0} className="rounded-sm">
      <Status tone="attention">
        <span className="max-sm:sr-only">not live for </span>
        {formatDuration(Math.max(0, nowMs - since))}
      </Status>
    </span>
  );
}
