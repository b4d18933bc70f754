import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { toV1Beta1 } from '../server/v1beta1.ts';
import type { KubeObject } from '../model/kube-object.ts';
import type { Fleet } from './demo-fleet.ts';
import { generateFleet } from './generate-fleet.ts';

type Condition = { type: string; status: string; reason?: string };
type Sample = KubeObject & { spec: Record<string, unknown>; status: Record<string, unknown> & { conditions: Condition[]; v1beta2?: { conditions: Condition[] } } };

const folder = path.join(import.meta.dirname, '../../../e2e/real/samples');
const read = (version: string, file: string): Sample => JSON.parse(readFileSync(path.join(folder, version, `${file}.json`), 'utf8'));

let fleet: Fleet;
beforeAll(() => {
  fleet = generateFleet({ size: 'small', seed: 7, epoch: Date.parse('2026-11-23T12:00:00Z'), resourceVersion: 1000, tokenFor: () => 'token', baseUrl: () => 'http://127.0.0.1:1' });
});

/** The simulated object of a calm cluster that a sample of a real one is held against. */
function simulated(file: string): Sample {
  const { store } = fleet.managements[0]!;
  const key = 'team-payments/payments-prod-eu';
  const machines = store.ofCluster('machines', key);
  const found: Record<string, KubeObject | undefined> = {
    cluster: store.get('clusters', key),
    'kubeadm-control-plane': store.ofCluster('kubeadmcontrolplanes', key)[0],
    machine: machines.find(({ metadata }) => metadata.ownerReferences?.[0]?.kind === 'MachineSet'),
    'machine-control-plane': machines.find(({ metadata }) => metadata.ownerReferences?.[0]?.kind === 'KubeadmControlPlane'),
    'machine-deployment': store.ofCluster('machinedeployments', key)[0],
    'machine-set': store.ofCluster('machinesets', key)[0],
    'machine-health-check': store.ofCluster('machinehealthchecks', key)[0],
  };
  // The samples are read as what they show, spec and status.
  return found[file] as Sample;
}

const files = ['cluster', 'kubeadm-control-plane', 'machine', 'machine-control-plane', 'machine-deployment', 'machine-set', 'machine-health-check'];
/** Set by health checks a moment later than everything else, so a sample may have been taken before. */
const late = new Set(['HealthCheckSucceeded', 'RemediationAllowed']);
const told = (conditions: readonly Condition[]) => conditions.filter(({ type }) => !late.has(type)).map(({ type, status, reason }) => [type, status, reason]);
/** Parts of real objects that Tarmac does not read and the demo does not fill. */
const leftOut = new Set(['deprecated', 'kubeadmConfigSpec', 'readinessGates', 'versions']);
const keys = (part: object, other: object) => Object.keys(part).filter((key) => !leftOut.has(key) && !(key in other));

describe('beside a real object of v1beta2', () => {
  test.each(files)('a simulated %s has the same conditions in the same words', (file) => {
    expect(told(simulated(file).status.conditions)).toEqual(told(read('v1beta2', file).status.conditions));
  });

  test.each(files)('a simulated %s lacks no field of its spec and status', (file) => {
    const [real, ours] = [read('v1beta2', file), simulated(file)];
    expect([keys(real.spec, ours.spec), keys(real.status, ours.status), keys(real.metadata, ours.metadata)]).toEqual([[], [], expect.toSatisfy((missing: string[]) => missing.every((key) => ['annotations', 'ownerReferences'].includes(key)))]);
  });
});

describe('beside a real object of v1beta1', () => {
  test.each(files)('a simulated %s keeps the newer conditions where that version has them', (file) => {
    const ours = toV1Beta1(simulated(file)) as Sample;
    expect(told(ours.status.v1beta2!.conditions)).toEqual(told(read('v1beta1', file).status.v1beta2!.conditions));
  });

  test.each(files)('a simulated %s lacks no field of its spec and status', (file) => {
    const [real, ours] = [read('v1beta1', file), toV1Beta1(simulated(file)) as Sample];
    expect([keys(real.spec, ours.spec), keys(real.status, ours.status)]).toEqual([[], []]);
  });
});
