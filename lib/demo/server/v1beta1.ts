import type {
  Cluster,
  KubeadmControlPlane,
  Machine,
  MachineDeletionSpec,
  MachineDeployment,
  MachineHealthCheck,
  MachinePool,
  MachineSet,
  MachineSpec,
  ObjectReference,
  Replicas,
  RollUp,
} from '../model/cluster-api-object.ts';
import type { Condition, KubeObject } from '../model/kube-object.ts';

type Converters = {
  [kind: string]: (object: never) => object;
};

/**
 * An object of Cluster API in the shape of v1beta1 as releases before 1.11 serve it (cluster-api
 * api/core/v1beta1); objects of other groups come back as they are.
 */
export function toV1Beta1(object: KubeObject): KubeObject {
  const convert = object.apiVersion.endsWith('cluster.x-k8s.io/v1beta2') ? converters[object.kind] : undefined;
  if (!convert) return object;
  // The kind names the type, which TypeScript cannot know.
  const parts = convert(object as never);
  const older = (apiVersion: string) => apiVersion.replace('x-k8s.io/v1beta2', 'x-k8s.io/v1beta1');
  const owners = object.metadata.ownerReferences?.map((owner) => ({ ...owner, apiVersion: older(owner.apiVersion) }));
  const metadata = { ...object.metadata, ...(owners ? { ownerReferences: owners } : {}) };
  return { apiVersion: older(object.apiVersion), kind: object.kind, metadata, ...parts };
}

const converters: Converters = {
  Cluster({ metadata, spec, status }: Cluster) {
    const { topology } = spec;
    return {
      spec: {
        ...(spec.paused ? { paused: true } : {}),
        clusterNetwork: spec.clusterNetwork,
        controlPlaneEndpoint: spec.controlPlaneEndpoint,
        controlPlaneRef: reference(spec.controlPlaneRef, metadata.namespace),
        infrastructureRef: reference(spec.infrastructureRef, metadata.namespace),
        ...(topology
          ? {
              topology: {
                class: topology.classRef.name,
                ...(topology.classRef.namespace ? { classNamespace: topology.classRef.namespace } : {}),
                version: topology.version,
                controlPlane: { metadata: {}, replicas: topology.controlPlane.replicas, ...timeouts(topology.controlPlane.deletion) },
                workers: {
                  machineDeployments: (topology.workers.machineDeployments ?? []).map((group) => ({
                    metadata: group.metadata ?? {},
                    class: group.class,
                    name: group.name,
                    replicas: group.replicas,
                    ...timeouts(group.deletion),
                  })),
                },
              },
            }
          : {}),
      },
      status: {
        phase: status.phase,
        infrastructureReady: status.initialization.infrastructureProvisioned,
        controlPlaneReady: status.initialization.controlPlaneInitialized,
        observedGeneration: status.observedGeneration,
        conditions: oldConditions(status.conditions, { ControlPlaneAvailable: 'ControlPlaneReady', InfrastructureReady: 'InfrastructureReady' }),
        v1beta2: { conditions: status.conditions, controlPlane: withoutVersions(status.controlPlane), workers: withoutVersions(status.workers) },
      },
    };
  },

  KubeadmControlPlane({ metadata, spec, status }: KubeadmControlPlane) {
    return {
      spec: {
        replicas: spec.replicas,
        version: spec.version,
        machineTemplate: {
          metadata: {},
          infrastructureRef: reference(spec.machineTemplate.spec.infrastructureRef, metadata.namespace),
          ...timeouts(spec.machineTemplate.spec.deletion),
        },
        kubeadmConfigSpec: spec.kubeadmConfigSpec,
        ...(spec.rollout.after ? { rolloutAfter: spec.rollout.after } : {}),
        rolloutStrategy: spec.rollout.strategy,
      },
      status: {
        selector: status.selector,
        version: status.version,
        ...oldCounters(status),
        initialized: status.initialization.controlPlaneInitialized,
        ready: status.initialization.controlPlaneInitialized,
        observedGeneration: status.observedGeneration,
        conditions: oldConditions(status.conditions, { Available: 'Available', MachinesReady: 'MachinesReady' }),
        v1beta2: newStatus(status),
      },
    };
  },

  MachineDeployment({ metadata, spec, status }: MachineDeployment) {
    return {
      spec: {
        clusterName: spec.clusterName,
        replicas: spec.replicas,
        ...(spec.rollout.after ? { rolloutAfter: spec.rollout.after } : {}),
        strategy: {
          type: spec.rollout.strategy.type,
          rollingUpdate: { ...spec.rollout.strategy.rollingUpdate, ...(spec.deletion ? { deletePolicy: spec.deletion.order } : {}) },
        },
        minReadySeconds: 0,
        selector: spec.selector,
        template: { metadata: spec.template.metadata, spec: oldMachineSpec(spec.template.spec, metadata.namespace) },
        ...(spec.paused ? { paused: true } : {}),
      },
      status: {
        selector: status.selector,
        phase: status.phase,
        ...oldCounters(status),
        availableReplicas: status.availableReplicas,
        observedGeneration: status.observedGeneration,
        conditions: oldConditions(status.conditions, { Available: 'Available' }),
        v1beta2: newStatus(status),
      },
    };
  },

  MachineSet({ metadata, spec, status }: MachineSet) {
    return {
      spec: {
        clusterName: spec.clusterName,
        replicas: spec.replicas,
        ...(spec.deletion ? { deletePolicy: spec.deletion.order } : {}),
        selector: spec.selector,
        template: { metadata: spec.template.metadata, spec: oldMachineSpec(spec.template.spec, metadata.namespace) },
      },
      status: {
        selector: status.selector,
        replicas: status.replicas,
        fullyLabeledReplicas: status.replicas,
        readyReplicas: status.readyReplicas,
        availableReplicas: status.availableReplicas,
        observedGeneration: status.observedGeneration,
        conditions: oldConditions(status.conditions, { MachinesReady: 'MachinesReady' }),
        v1beta2: newStatus(status),
      },
    };
  },

  MachinePool({ metadata, spec, status }: MachinePool) {
    return {
      spec: { ...spec, template: { metadata: {}, spec: oldMachineSpec(spec.template.spec, metadata.namespace) } },
      status: {
        ...oldCounters(status),
        availableReplicas: status.availableReplicas,
        nodeRefs: status.nodeRefs,
        phase: status.phase,
        bootstrapReady: true,
        infrastructureReady: true,
        observedGeneration: status.observedGeneration,
        conditions: oldConditions(status.conditions, { InfrastructureReady: 'InfrastructureReady' }),
        v1beta2: newStatus(status),
      },
    };
  },

  Machine({ metadata, spec, status }: Machine) {
    const { conditions, initialization, nodeRef, ...rest } = status;
    const types = { Ready: 'Ready', BootstrapConfigReady: 'BootstrapReady', InfrastructureReady: 'InfrastructureReady', NodeHealthy: 'NodeHealthy' };
    return {
      spec: oldMachineSpec(spec, metadata.namespace),
      status: {
        ...rest,
        bootstrapReady: initialization.bootstrapDataSecretCreated ?? false,
        infrastructureReady: initialization.infrastructureProvisioned ?? false,
        ...(nodeRef ? { nodeRef: { apiVersion: 'v1', kind: 'Node', name: nodeRef.name } } : {}),
        conditions: oldConditions(conditions, types),
        v1beta2: { conditions },
      },
    };
  },

  MachineHealthCheck({ spec, status }: MachineHealthCheck) {
    const { conditions, ...counters } = status;
    return {
      spec: {
        clusterName: spec.clusterName,
        selector: spec.selector,
        maxUnhealthy: spec.remediation.triggerIf.unhealthyLessThanOrEqualTo,
        nodeStartupTimeout: `${spec.checks.nodeStartupTimeoutSeconds / 60}m0s`,
        unhealthyConditions: unhealthyAfter(spec.checks.unhealthyNodeConditions),
        unhealthyMachineConditions: unhealthyAfter(spec.checks.unhealthyMachineConditions),
      },
      status: { ...counters, conditions: oldConditions(conditions, { RemediationAllowed: 'RemediationAllowed' }), v1beta2: { conditions } },
    };
  },
};

function unhealthyAfter(conditions: MachineHealthCheck['spec']['checks']['unhealthyNodeConditions']): object[] {
  return conditions.map(({ type, status, timeoutSeconds }) => ({ type, status, timeout: `${timeoutSeconds / 60}m0s` }));
}

function oldMachineSpec({ deletion, bootstrap, infrastructureRef, ...rest }: MachineSpec, namespace?: string): object {
  return {
    ...rest,
    bootstrap: { ...bootstrap, ...(bootstrap.configRef ? { configRef: reference(bootstrap.configRef, namespace) } : {}) },
    infrastructureRef: reference(infrastructureRef, namespace),
    ...timeouts(deletion),
  };
}

function reference({ apiGroup, kind, name }: ObjectReference, namespace?: string): object {
  return { apiVersion: `${apiGroup}/v1beta1`, kind, name, ...(namespace ? { namespace } : {}) };
}

function timeouts(deletion: MachineDeletionSpec | undefined): object {
  const text = (seconds: number) => (seconds >= 60 && seconds % 60 === 0 ? `${seconds / 60}m0s` : `${seconds}s`);
  return {
    ...(deletion?.nodeDrainTimeoutSeconds === undefined ? {} : { nodeDrainTimeout: text(deletion.nodeDrainTimeoutSeconds) }),
    ...(deletion?.nodeDeletionTimeoutSeconds === undefined ? {} : { nodeDeletionTimeout: text(deletion.nodeDeletionTimeoutSeconds) }),
  };
}

function oldCounters({ replicas, upToDateReplicas, readyReplicas }: Replicas): object {
  return { replicas, updatedReplicas: upToDateReplicas, readyReplicas, unavailableReplicas: Math.max(0, replicas - readyReplicas) };
}

function newStatus({ conditions, readyReplicas, availableReplicas, upToDateReplicas }: Replicas & { conditions: Condition[] }): object {
  return { conditions, readyReplicas, availableReplicas, upToDateReplicas };
}

function withoutVersions({ versions: _versions, ...counters }: RollUp): object {
  return counters;
}

/** The conditions of v1beta1: other names, a severity when false, no reason or message when true. */
function oldConditions(conditions: readonly Condition[], types: Record<string, string>): object[] {
  return conditions
    .filter(({ type }) => types[type] !== undefined)
    .map(({ type, status, lastTransitionTime, reason, message }) => ({
      type: types[type]!,
      status,
      lastTransitionTime,
      ...(status === 'True' ? {} : { reason, message, ...(status === 'False' ? { severity: 'Warning' } : {}) }),
    }));
}
