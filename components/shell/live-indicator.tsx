'use client';
import { Status } from '#components/ui/status.tsx';
import { useNow } from '#components/ui/now.tsx';
import { formatDuration } from '#lib/kernel/duration.ts';
import { useLive } from './live-connection.tsx';

/** Whether changes arrive by themselves; a lost connection says so, and that pages are still asked for. What counts up stands beside the live region, which would tell each second. */
export function LiveIndicator() {
  const { state, since } = useLive();
  const lost = state === 'lost';
  const tip = lost ? { 'data-tip': 'Changes do not arrive by themselves now. This page asks for them every 15 s and keeps trying to reconnect.', tabIndex: 0 } : null;
  return (
    <span {...tip} className="flex items-center gap-1 rounded-sm text-sm whitespace-nowrap">
      <span role="status">
        <Status tone={lost ? 'attention' : state === 'live' ? 'ok' : 'waiting'} quiet={!lost} className={lost ? undefined : 'text-mute'}>
          <span className={lost ? 'max-sm:sr-only' : undefined}>{lost ? 'not live' : state === 'live' ? 'live' : 'connecting'}</span>
        </Status>
      </span>
      {lost ? <LostFor since={since} /> : null}
    </span>
  );
}

function LostFor({ since }: { since: number }) {
  const nowMs = useNow(1000);
  return (
    <span className="text-att">
      <span className="max-sm:sr-only">for </span>
      {formatDuration(Math.max(0, nowMs - since))}
    </span>
  );
}
