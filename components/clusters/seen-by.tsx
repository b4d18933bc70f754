import { Panel } from '#components/ui/panel.tsx';
import { Status } from '#components/ui/status.tsx';
import { Time } from '#components/ui/time.tsx';
import type { ClusterDetail } from '#lib/api/contract/clusters.ts';
import { unreadableWords } from './listed.ts';
import { scopeGroups } from './scope-groups.ts';

/** How old what is known is, by kind of object; what cannot be read says why, once. */
export function SeenBy({ cluster }: { cluster: ClusterDetail }) {
  const groups = scopeGroups(cluster.scopes);
  return (
    <Panel title="How it is known" note={cluster.source}>
      {groups.length === 0 ? <Status tone="unknown">No source has read it yet</Status> : null}
      <ul>
        {groups.map((group) => (
          <li key={`${group.words} ${group.error}`} className="border-t border-line2 py-1.5 first:border-0">
            <span className="flex items-baseline justify-between gap-2">
              <Status tone={group.tone} quiet={group.tone === 'ok'}>{`${group.kinds.length} ${group.kinds.length === 1 ? 'kind' : 'kinds'} ${group.words}`}</Status>
              <Time at={group.oldestAt} none="never read" className="shrink-0 text-sm text-mute" />
            </span>
            {group.unreadable > 0 ? <Status tone="unknown">{unreadableWords(group.unreadable)}</Status> : null}
            {group.error ? <span className="block break-words">{group.error}</span> : null}
            <span className="block text-sm break-words text-mute">{group.kinds.join(', ')}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
