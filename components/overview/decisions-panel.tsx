'use client';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { runningText } from '#components/campaigns/running-text.ts';
import { StaleStrip } from '#components/shell/stale-strip.tsx';
import { Button, buttonClass } from '#components/ui/button.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { SkeletonRows } from '#components/ui/skeleton.tsx';
import { StatusGlyph } from '#components/ui/status.tsx';
import { TextLink } from '#components/ui/text-link.tsx';
import { api } from '#lib/api/client.ts';

const shownFirst = 8;

/** What waits for somebody to decide, the most pressing first. */
export function DecisionsPanel() {
  const query = useQuery(api.fleet.decisions.queryOptions({ input: {} }));
  const { data, error, refetch } = query;
  const [all, setAll] = useState(false);
  const items = data?.items ?? [];
  const shown = all ? items.length : shownFirst;
  return (
    <Panel title="Needs a decision" note={data ? data.total.toLocaleString('en') : undefined}>
      <StaleStrip query={query} />
      {error && !data ? <ErrorState error={error} what="What needs a decision" onRetry={() => void refetch()} compact /> : null}
      {!data && !error ? <SkeletonRows rows={4} /> : null}
      {data && data.items.length === 0 ? <EmptyState tone="ok" title="Nothing waits for you" className="py-8" /> : null}
      <ul className="mt-1">
        {items.slice(0, shown).map((decision) => (
          <li key={decision.id} className="flex items-start gap-2.5 border-t border-line2 py-2 first:border-0">
            <StatusGlyph tone={decision.tone} label={decision.tone} className="mt-1" />
            <span className="min-w-0 flex-1">
              <span className="block font-medium break-words">{decision.title}</span>
              {decision.detail ? (
                <span data-tip={decision.detail} className="line-clamp-2 text-sm break-words text-mute">
                  {runningText(decision.detail)}
                </span>
              ) : null}
            </span>
            <TextLink href={decision.action.href} aria-label={`${decision.action.label}: ${decision.title}`} className={buttonClass('plain', 'shrink-0 hover:no-underline')}>
              {decision.action.label}
            </TextLink>
          </li>
        ))}
      </ul>
      {items.length > shownFirst ? (
        <Button kind="quiet" aria-expanded={all} className="mt-1 -ms-2.5" onClick={() => setAll(!all)}>
          {all ? 'Only the most pressing' : `Show ${(items.length - shownFirst).toLocaleString('en')} more`}
        </Button>
      ) : null}
      {data && (all || items.length <= shownFirst) && data.total > items.length ? (
        <p className="mt-1 text-sm text-faint">
          and {(data.total - items.length).toLocaleString('en')} more like these: see <TextLink href="/clusters" className="underline">Clusters</TextLink>
        </p>
      ) : null}
    </Panel>
  );
}
