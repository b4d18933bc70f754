import { expect, test } from 'vitest';
import { assignCluster } from './model.ts';

const rules = { environment: ['tarmac.dev/environment', 'env'], region: ['region'], team: ['team', 'owner'] };

test('the first label of the rules that is there wins, and the rule is named', () => {
  const assignment = assignCluster({ env: 'staging', 'tarmac.dev/environment': 'prod', owner: 'core' }, rules, { region: 'eu' });
  expect(assignment).toEqual({
    environment: { value: 'prod', rule: 'label tarmac.dev/environment' },
    region: { value: 'eu', rule: 'default of the source' },
    team: { value: 'core', rule: 'label owner' },
  });
});

test('an empty label is no answer, and nothing matched is unassigned', () => {
  expect(assignCluster({ env: '' }, rules, {}).environment).toEqual({ value: null, rule: 'no label or default matched' });
});

test('labels named like object members match only when they are labels', () => {
  expect(assignCluster({}, { ...rules, team: ['constructor'] }, {}).team.value).toBeNull();
});
