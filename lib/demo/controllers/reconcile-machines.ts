import { dayMs } from '#lib/kernel/duration.ts';
import type { Machine } from '../model/cluster-api-object.ts';
import type { Node } from '../model/core-object.ts';
import { timestamp } from '../model/kube-object.ts';
import { isControlPlaneMachine, providerIdOf } from '../objects/machine.ts';
import { createNode, nodeConditions, nodeSeedOf, readinessOf } from '../objects/node.ts';
import { pauseReason } from './paused.ts';
import { reconcileDeletion } from './reconcile-deletion.ts';
import type { World } from './world.ts';

/** How long the stages of a coming machine take, in milliseconds of demo time. */
const stageMs = { bootstrap: 800, infrastructure: 3500, join: 2000, ready: 1500 };

/** Moves every machine one step on: from Pending to a ready node, or from deletion to gone. */
export function reconcileMachines(world: World): void {
  for (const machine of world.machines) {
    if (pauseReason(world.cluster!, machine)) continue;
    if (machine.metadata.deletionTimestamp) reconcileDeletion(world, machine);
    else grow(world, machine);
  }
}

function grow(world: World, machine: Machine): void {
  const { metadata, status, spec } = machine;
  const { initialization } = status;
  const stage = (name: keyof typeof stageMs): boolean => {
    // A little difference from machine to machine, always the same for the same one.
    const spread = 0.8 + (Number.parseInt(metadata.uid.slice(0, 4), 16) / 0xffff) * 0.6;
    return world.timers.over(`${metadata.uid}/${name}`, stageMs[name] * spread);
  };
  if (!initialization.bootstrapDataSecretCreated) {
    if (!stage('bootstrap')) return;
    const bootstrap = { ...spec.bootstrap, dataSecretName: metadata.name };
    world.put('machines', {
      ...machine,
      metadata: { ...metadata, generation: (metadata.generation ?? 1) + 1 },
      spec: { ...spec, bootstrap },
      status: { ...status, initialization: { ...initialization, bootstrapDataSecretCreated: true } },
    });
  } else if (!initialization.infrastructureProvisioned) {
    if (!stage('infrastructure')) return;
    world.put('machines', {
      ...machine,
      metadata: { ...metadata, generation: (metadata.generation ?? 1) + 1 },
      spec: { ...spec, providerID: providerIdOf(machine, world.random) },
      status: { ...status, initialization: { ...initialization, infrastructureProvisioned: true } },
    });
  } else if (!status.nodeRef) {
    if (stage('join')) join(world, machine);
  } else {
    const node = world.workload.get('nodes', `/${status.nodeRef.name}`);
    if (!node || readinessOf(node) !== 'False' || !stage('ready')) return;
    world.put('nodes', { ...node, status: { ...node.status, conditions: nodeConditions('True', node.status.conditions, world.now) } });
  }
}

/** The node registers with its cluster, and Cluster API finds it by its provider ID. */
function join(world: World, machine: Machine): void {
  const node: Node = createNode(nodeSeedOf(machine, world.plan.region.name, world.plan.image), false, world.now, world.random);
  world.put('nodes', node);
  world.put('machines', {
    ...machine,
    status: {
      ...machine.status,
      nodeRef: { name: node.metadata.name },
      nodeInfo: node.status.nodeInfo,
      addresses: node.status.addresses,
      ...(isControlPlaneMachine(machine) ? { certificatesExpiryDate: timestamp(world.now + 365 * dayMs) } : {}),
    },
  });
}
