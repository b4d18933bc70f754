import { runningText } from '#components/campaigns/running-text.ts';
import { Panel } from '#components/ui/panel.tsx';
import { Status, StatusGlyph } from '#components/ui/status.tsx';
import { Time } from '#components/ui/time.tsx';
import type { ClusterDetail } from '#lib/api/contract/clusters.ts';
import { compareConditions } from '#lib/inventory/clusters/condition-model.ts';
import { conditionWords } from './condition-words.ts';

type Condition = ClusterDetail['conditions'][number];

/** The conditions that Cluster API reports, in plain words; those that are as they should be are folded. */
export function Conditions({ cluster }: { cluster: ClusterDetail }) {
  const conditions = cluster.conditions.toSorted(compareConditions);
  if (conditions.length === 0) return null;
  const seen = cluster.freshness.state === 'fresh';
  const good = conditions.filter((condition) => conditionWords(condition).tone === 'ok');
  const other = conditions.filter((condition) => conditionWords(condition).tone !== 'ok');
  return (
    <Panel title="Conditions" note={String(conditions.length)}>
      <ul>
        {other.map((condition) => (
          <Line key={condition.type} condition={condition} seen={seen} />
        ))}
      </ul>
      {good.length > 0 ? (
        <details className={other.length > 0 ? 'border-t border-line2 pt-1.5' : undefined}>
          <summary className="rounded-sm text-mute hover:text-ink">
            <Status tone={seen ? 'ok' : 'unknown'} quiet>
              {`${other.length === 0 ? `All ${good.length}` : `${good.length} more`} ${seen ? 'are' : 'were'} as they should be`}
            </Status>
          </summary>
          <ul className="mt-1">
            {good.map((condition) => (
              <Line key={condition.type} condition={condition} seen={seen} />
            ))}
          </ul>
        </details>
      ) : null}
    </Panel>
  );
}

function Line({ condition, seen }: { condition: Condition; seen: boolean }) {
  const { tone, words } = conditionWords(condition);
  return (
    <li className="flex gap-2 border-t border-line2 py-1.5 first:border-0">
      <StatusGlyph tone={seen || tone !== 'ok' ? tone : 'unknown'} className="mt-[4px]" />
      <span className="min-w-0 flex-1">
        <span data-tip={`${condition.type}=${condition.status}${condition.reason ? `, ${condition.reason}` : ''}`}>{words}</span>
        {tone !== 'ok' && condition.message ? (
          <span data-tip={condition.message} className="line-clamp-3 text-sm break-words text-mute">
            {runningText(condition.message)}
          </span>
        ) : null}
      </span>
      <Time at={condition.lastTransitionAt} form="age" none="" className="shrink-0 text-sm text-faint" />
    </li>
  );
}
