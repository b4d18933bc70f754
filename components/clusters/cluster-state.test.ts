import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clusterManagers, freshnessStates, supportStates } from '#lib/inventory/clusters/model.ts';
import { rolloutStates } from '#lib/inventory/clusters/summary-model.ts';
import type { ClusterSummary } from '#lib/api/contract/clusters.ts';
import { dayMs, minuteMs } from '#lib/kernel/duration.ts';
import { asGone, clusterState, clusterSupport, daysUntil, nodesWords, rolloutWords, seenWords, supportWords } from './cluster-state.ts';
import { listedOf } from './listed.ts';

const now = Date.parse('2026-11-23T12:00:00Z');
const ago = (ms: number) => new Date(now - ms).toISOString();

function cluster(changes: Partial<ClusterSummary> = {}): ClusterSummary {
  return {
    id: '00000000-0000-8000-8000-000000000000', name: 'prod-eu-1', namespace: 'fleet', source: 'eu', managedBy: 'cluster-api',
    environment: 'prod', region: 'eu', team: 'core', controlPlaneVersion: 'v1.36.4', nodeVersions: [{ version: 'v1.36.4', count: 3 }], skewMinors: 0,
    support: { state: 'supported', endOfLife: '2027-06-28' }, nodes: { total: 3, ready: 3 }, osImages: [], oldestNodeCreatedAt: ago(5 * dayMs),
    nodeAgeBudgetDays: 30, rollout: { state: 'steady', reason: null }, phase: 'Provisioned', worstCondition: null, freshness: { state: 'fresh', observedAt: ago(0) }, alsoSeenAs: [], ...changes,
  };
}

describe('the parts of a cluster', () => {
  const stale = cluster({ freshness: { state: 'stale', observedAt: ago(41 * minuteMs) } });
  test('are in their own tone while it is seen', () => {
    expect(clusterSupport(cluster(), now).tone).toBe('ok');
    expect(rolloutWords(cluster())).toEqual({ tone: 'ok', words: 'steady' });
  });
  test('are unknown when it is not, with what was last known', () => {
    expect(clusterSupport(stale, now)).toEqual({ tone: 'unknown', words: clusterSupport(cluster(), now).words });
    expect(rolloutWords(stale)).toEqual({ tone: 'unknown', words: 'was steady' });
    expect(rolloutWords({ ...stale, rollout: { state: 'unknown', reason: null } }).words).toBe('unknown');
    expect(nodesWords({ ...stale, nodes: { total: 1200, ready: 1200 } })).toEqual({ tone: 'unknown', words: 'was 1,200 of 1,200' });
    expect(nodesWords({ ...stale, nodes: { total: 0, ready: 0 } })).toEqual({ tone: 'unknown', words: 'unknown' });
  });
});

test('nothing of a cluster that is gone is seen, whatever it was when it was loaded', () => {
  const scope = { kind: 'Node', noun: 'node', state: 'current', observedAt: ago(0), stale: false, error: null, objectCount: 3, unreadable: 0 };
  const gone = asGone({ ...cluster(), scopes: [scope] });
  expect([clusterState(gone, now).tone, nodesWords(gone).tone, clusterSupport(gone, now).tone]).toEqual(['unknown', 'unknown', 'unknown']);
  expect(listedOf(gone.scopes, 'node').state).toBe('stale');
});

describe('clusterState', () => {
  test('a fresh, supported, young and steady cluster is ok', () => {
    expect(clusterState(cluster(), now).tone).toBe('ok');
  });

  test('whatever was last known, a cluster not seen lately is unknown and says for how long', () => {
    const seen = clusterState(cluster({ freshness: { state: 'stale', observedAt: ago(41 * minuteMs) } }), now);
    expect(seen).toEqual({ tone: 'unknown', words: 'seen 41 min ago' });
  });

  test('an ended version is failing and stays so while it rolls', () => {
    expect(clusterState(cluster({ support: { state: 'ended', endOfLife: '2026-10-27' }, rollout: { state: 'rolling', reason: null } }), now).tone).toBe('failing');
  });

  test('a node older than the budget asks for attention, one as old as the budget does not', () => {
    expect(clusterState(cluster({ oldestNodeCreatedAt: ago(30 * dayMs + 1) }), now).words).toBe('nodes over age budget');
    expect(clusterState(cluster({ oldestNodeCreatedAt: ago(30 * dayMs) }), now).tone).toBe('ok');
  });

  test('a kubelet of a newer minor than the control plane asks for attention, one of a newer patch does not', () => {
    const nodes = (version: string) => cluster({ nodeVersions: [{ version, count: 1 }, { version: 'v1.36.4', count: 2 }] });
    expect(clusterState(nodes('v1.37.0'), now)).toEqual({ tone: 'attention', words: 'kubelets newer than the control plane' });
    expect(clusterState(nodes('v1.36.5'), now).tone).toBe('ok');
  });

  test('is not ok beside a condition that is not, nor in a phase that failed or is not known', () => {
    const withCondition = (type: string, status: 'True' | 'False' | 'Unknown') => clusterState(cluster({ worstCondition: { type, status } }), now);
    expect(withCondition('Available', 'False')).toEqual({ tone: 'attention', words: 'Does not work fully' });
    expect(withCondition('Available', 'Unknown')).toEqual({ tone: 'unknown', words: 'Answers and works: not known' });
    expect(withCondition('ScalingUp', 'True').tone).toBe('motion');
    expect(clusterState(cluster({ phase: 'Failed' }), now)).toEqual({ tone: 'failing', words: 'failed' });
    expect(clusterState(cluster({ phase: 'Unknown' }), now)).toEqual({ tone: 'unknown', words: 'phase not known' });
    expect(clusterState(cluster({ phase: null }), now)).toEqual({ tone: 'unknown', words: 'phase not known' });
  });

  test('one that Cluster API did not make has no rollout to know, and what else is not known is named', () => {
    const unknown = { state: 'unknown', reason: null } as const;
    expect(clusterState(cluster({ managedBy: 'none', phase: null, rollout: unknown }), now).tone).toBe('ok');
    expect(clusterState(cluster({ rollout: unknown }), now)).toEqual({ tone: 'unknown', words: 'rollout not known' });
    expect(clusterState(cluster({ support: { state: 'unknown', endOfLife: null }, oldestNodeCreatedAt: null }), now)).toEqual({ tone: 'unknown', words: 'support and node age not known' });
  });

  test('is ok only when it is fresh and nothing that it needs to know is missing', () => {
    const anything = fc.record({
      support: fc.constantFrom(...supportStates), rollout: fc.constantFrom(...rolloutStates), freshness: fc.constantFrom(...freshnessStates),
      managedBy: fc.constantFrom(...clusterManagers), age: fc.option(fc.integer({ min: 0, max: 90 })), ready: fc.integer({ min: 0, max: 3 }),
      phase: fc.constantFrom('Provisioned', 'Failed', 'Unknown', null), worstCondition: fc.constantFrom(null, null, { type: 'Available', status: 'False' as const }, { type: 'Available', status: 'Unknown' as const }),
    });
    fc.assert(
      fc.property(anything, ({ support, rollout, freshness, managedBy, age, ready, phase, worstCondition }) => {
        const { tone } = clusterState(
          cluster({
            managedBy, phase, worstCondition, support: { state: support, endOfLife: support === 'unknown' ? null : '2027-06-28' }, rollout: { state: rollout, reason: null },
            freshness: { state: freshness, observedAt: null }, oldestNodeCreatedAt: age === null ? null : ago(age * dayMs), nodes: { total: 3, ready },
          }),
          now,
        );
        const sound = support === 'supported' && (rollout === 'steady' || (rollout === 'unknown' && managedBy === 'none')) && freshness === 'fresh' && age !== null && age <= 30 && ready === 3
          && worstCondition === null && (phase === 'Provisioned' || (managedBy === 'none' && phase !== 'Failed'));
        expect(tone === 'ok').toBe(sound);
      }),
    );
  });
});

describe('supportWords', () => {
  test('counts the last day of support as a day that is left', () => {
    expect(daysUntil('2026-11-23', now)).toBe(0);
    expect(supportWords({ state: 'supported', endOfLife: '2026-11-23' }, now)).toEqual({ tone: 'attention', words: '0 d left' });
  });

  test('asks for attention from the same day on which its end needs a decision', () => {
    expect(supportWords({ state: 'supported', endOfLife: '2026-12-24' }, now)).toEqual({ tone: 'ok', words: '31 d left' });
    expect(supportWords({ state: 'supported', endOfLife: '2026-12-23' }, now)).toEqual({ tone: 'attention', words: '30 d left' });
  });

  test('says how long ago support ended', () => {
    expect(supportWords({ state: 'ended', endOfLife: '2026-10-27' }, now)).toEqual({ tone: 'failing', words: 'ended 27 d ago' });
    expect(supportWords({ state: 'ended', endOfLife: '2026-11-22' }, Date.parse('2026-11-23T00:00:00Z')).words).toBe('ended 1 d ago');
  });

  test('a version that the calendar does not know is unknown, not supported', () => {
    expect(supportWords({ state: 'unknown', endOfLife: null }, now).tone).toBe('unknown');
  });
});

test('a cluster that was never reached says so', () => {
  expect(seenWords({ state: 'unknown', observedAt: null }, now)).toEqual({ tone: 'unknown', words: 'never reached' });
});
