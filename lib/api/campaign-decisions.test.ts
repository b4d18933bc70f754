import { expect, test } from 'vitest';
import type { Decision } from '#lib/inventory/clusters/overview-model.ts';
import { campaignDecisions, orderDecisions } from './campaign-decisions.ts';

const campaign = (id: string, state: 'halted' | 'paused' | 'running', startedAt: string | null) => ({ id, name: `Repave ${id}`, state, stateReason: null, createdAt: '2026-11-20T00:00:00.000Z', startedAt });
const cluster = (id: string, tone: Decision['tone'], since: string | null): Decision => ({ id, tone, title: id, detail: null, since, action: { label: 'Open cluster', href: '/' } });

test('only campaigns that wait for a person are decisions', () => {
  const decisions = campaignDecisions([campaign('a', 'running', null), campaign('b', 'paused', null), campaign('c', 'halted', '2026-11-23T09:00:00.000Z')]);
  expect(decisions.map(({ id, tone, since }) => [id, tone, since])).toEqual([
    ['paused-b', 'attention', '2026-11-20T00:00:00.000Z'], ['halted-c', 'failing', '2026-11-23T09:00:00.000Z'],
  ]);
});

test('a stuck rollout stands above a paused campaign, and of what fails the oldest is first', () => {
  const campaigns = campaignDecisions([campaign('paused', 'paused', '2026-11-01T00:00:00.000Z'), campaign('halted', 'halted', '2026-11-23T09:00:00.000Z')]);
  const clusters = [
    cluster('stuck', 'failing', '2026-11-22T00:00:00.000Z'), cluster('stuck-since-noon', 'failing', '2026-11-23T12:00:00.000Z'),
    cluster('unseen', 'unknown', null), cluster('blocked', 'attention', '2026-10-01T00:00:00.000Z'),
  ];
  expect(orderDecisions(campaigns, clusters).map(({ id }) => id)).toEqual(['stuck', 'halted-halted', 'stuck-since-noon', 'unseen', 'paused-paused', 'blocked']);
});
