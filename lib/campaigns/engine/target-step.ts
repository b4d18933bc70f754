import type { Intent, StoredTarget } from './intent.ts';
import type { CampaignEventDraft, Decision } from './advance-model.ts';

/** One target's part of a decision; `halt` says why the whole campaign must stop starting things. */
export type Step = {
  target: StoredTarget;
  events: CampaignEventDraft[];
  audit: Decision['audit'];
  call: Intent | null;
  halt: string | null;
};

/** A step that changes the target by `change`, or nothing at all when every value is the same already. */
export function change(target: StoredTarget, values: Partial<StoredTarget>, rest: Partial<Omit<Step, 'target'>> = {}): Step {
  const differs = Object.entries(values).some(([key, value]) => !isSame(target[key as keyof StoredTarget], value));
  return { target: differs ? { ...target, ...values } : target, events: [], audit: [], call: null, halt: null, ...rest };
}

/** Puts the target aside until a person has looked, which halts the campaign. */
export function block(target: StoredTarget, reason: string, code: string): Step {
  return change(target, { state: 'blocked', reason, observations: 0, observedAt: null }, {
    halt: named(target, reason),
    events: [{ targetId: target.id, tone: 'attention', code, message: `${target.clusterName} is blocked: ${reason}` }],
    audit: [{ action: 'campaign.target.block', reason, data: { clusterId: target.clusterId, cluster: target.clusterName, step: target.step } }],
  });
}

/** The target's intents with the current step's one changed. */
export function withIntent(target: StoredTarget, values: Partial<Intent>): Intent[] {
  return target.intents.map((intent) => (intent.step === target.step ? { ...intent, ...values } : intent));
}

/** What is said of a target outside of its own row: with the cluster's name before it, unless the words name it themselves. */
export function named({ clusterName }: Pick<StoredTarget, 'clusterName'>, words: string, verb = ''): string {
  return isNamedIn(words, clusterName) ? words : `${clusterName}${verb}: ${words}`;
}

// As a word of its own: the names of a cluster's machines begin with its name.
function isNamedIn(text: string, name: string): boolean {
  return text.split(/[^a-z0-9.-]+/i).some((word) => word.replace(/\.+$/, '') === name);
}

function isSame(a: unknown, b: unknown): boolean {
  return a instanceof Date && b instanceof Date ? a.getTime() === b.getTime() : a === b;
}
