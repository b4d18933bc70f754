import type { KubeObject, LabelSelector } from '../model/kube-object.ts';

export type Matcher = (object: KubeObject) => boolean;

/**
 * Reads a `labelSelector` query: `a=b`, `a==b`, `a!=b`, `a in (b,c)`, `a notin (b,c)`, `a`, `!a`.
 * Null when it cannot be read.
 */
export function parseLabelSelector(text: string): Matcher | null {
  const tests: ((labels: Record<string, string>) => boolean)[] = [];
  for (const part of text.split(/,(?![^(]*\))/)) {
    const requirement = part.trim();
    if (requirement === '') continue;
    const set = /^(\S+)\s+(in|notin)\s+\(([^)]*)\)$/.exec(requirement);
    const equality = /^([^\s=!]+)\s*(==|=|!=)\s*([^\s=]*)$/.exec(requirement);
    const existence = /^(!?)([^\s=!()]+)$/.exec(requirement);
    if (set) {
      const [, key, operator, list] = set;
      const values = new Set(list!.split(',').map((value) => value.trim()));
      tests.push((labels) => (operator === 'in') === (labels[key!] !== undefined && values.has(labels[key!]!)));
    } else if (equality) {
      const [, key, operator, value] = equality;
      tests.push((labels) => (operator === '!=') !== (labels[key!] === value));
    } else if (existence) {
      const [, negated, key] = existence;
      tests.push((labels) => (negated === '!') !== Object.hasOwn(labels, key!));
    } else {
      return null;
    }
  }
  return ({ metadata }) => tests.every((test) => test(metadata.labels ?? {}));
}

const fields: Record<string, (object: KubeObject) => string> = {
  'metadata.name': ({ metadata }) => metadata.name,
  'metadata.namespace': ({ metadata }) => metadata.namespace ?? '',
  'spec.nodeName': (object) => textAt(object, 'spec', 'nodeName'),
  'status.phase': (object) => textAt(object, 'status', 'phase'),
};

/** Reads a `fieldSelector` query over the fields that Kubernetes offers for these kinds; null when one is not among them. */
export function parseFieldSelector(text: string): Matcher | null {
  const tests: Matcher[] = [];
  for (const part of text.split(',')) {
    if (part.trim() === '') continue;
    const match = /^([\w.]+)(==|=|!=)(.*)$/.exec(part.trim());
    const read = match ? fields[match[1]!] : undefined;
    if (!match || !read) return null;
    tests.push((object) => (match[2] === '!=') !== (read(object) === match[3]));
  }
  return (object) => tests.every((test) => test(object));
}

/** Whether labels fit a selector of an object's spec. */
export function matchesSelector(selector: LabelSelector, labels: Record<string, string> = {}): boolean {
  const exact = Object.entries(selector.matchLabels ?? {}).every(([key, value]) => labels[key] === value);
  return exact && (selector.matchExpressions ?? []).every(({ key, operator, values }) => {
    if (operator === 'Exists') return Object.hasOwn(labels, key);
    if (operator === 'DoesNotExist') return !Object.hasOwn(labels, key);
    const among = labels[key] !== undefined && (values ?? []).includes(labels[key]!);
    return operator === 'In' ? among : !among;
  });
}

function textAt(object: KubeObject, part: string, field: string): string {
  const parent: unknown = Reflect.get(object, part);
  const value: unknown = typeof parent === 'object' && parent !== null ? Reflect.get(parent, field) : undefined;
  return typeof value === 'string' ? value : '';
}
