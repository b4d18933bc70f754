'use client';
import { useMemo, useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { StatusGlyph } from '#components/ui/status.tsx';
import { TextLink } from '#components/ui/text-link.tsx';
import { Time } from '#components/ui/time.tsx';
import type { SourceScope } from '#lib/api/contract/sources.ts';
import { errorGroups } from './error-groups.ts';

const shownAtOnce = 20;

/** Why listings fail, each reason in full and once for each place; `more` listings fail that are not among these. */
export function SourceErrors({ scopes, more }: { scopes: SourceScope[]; more: number }) {
  const groups = useMemo(() => errorGroups(scopes), [scopes]);
  const [most, setMost] = useState(shownAtOnce);
  if (groups.length === 0) return null;
  return (
    <Panel title="What fails" note={groups.length > 1 ? `${groups.length.toLocaleString('en')} reasons` : undefined} className="mb-4">
      <ul>
        {groups.slice(0, most).map(({ error, cluster, clusterId, kinds, lastAt }) => (
          <li key={`${clusterId} ${error}`} className="flex items-start gap-2 border-t border-line2 py-2 first:border-0">
            <StatusGlyph tone="failing" className="mt-1" />
            <div className="min-w-0 flex-1 wrap-anywhere">
              <p>
                {clusterId === null ? <b>The source itself</b> : <TextLink href={`/clusters/${clusterId}`} className="font-semibold">{cluster ?? clusterId}</TextLink>}: {error}
              </p>
              <p className="text-sm text-mute">
                {kinds.join(', ')} · last failed <Time at={lastAt} />
              </p>
            </div>
          </li>
        ))}
      </ul>
      {more > 0 ? <p className="border-t border-line2 py-2 text-sm text-mute">{more.toLocaleString('en')} more listings fail: show more of them below.</p> : null}
      {groups.length > most ? (
        <Button kind="quiet" className="mt-1 self-start" onClick={() => setMost(most + shownAtOnce)}>
          Show more of {groups.length.toLocaleString('en')}
        </Button>
      ) : null}
    </Panel>
  );
}
