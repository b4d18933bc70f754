import type { MachineCell } from '#components/charts/machine-cells.tsx';
import type { Tone } from '#components/ui/tone.ts';
import type { CampaignTarget, TargetMachine } from '#lib/api/contract/campaigns.ts';

const tones: Record<TargetMachine['state'], Tone> = {
  waiting: 'waiting', creating: 'motion', joining: 'motion', ready: 'ok', draining: 'motion', deleting: 'motion', gone: 'ok', stuck: 'failing', unknown: 'unknown',
};

/** The tone of a machine's state in a rollout; a planned machine that is gone is what was wanted. */
export function machineTone(state: TargetMachine['state']): Tone {
  return tones[state];
}

/** One cell for each machine that the plan replaces, in the plan's order. */
export function machineCells(target: CampaignTarget): MachineCell[] {
  return target.machines
    .filter((machine) => machine.planned)
    .map((machine) => ({ key: machine.uid ?? machine.name, tone: machineTone(machine.state), label: `${machine.name}: ${machine.state === 'gone' ? 'replaced' : machine.state}` }));
}

/** The machine that says most about why a target stands where it does: a stuck one, else one that leaves, else one that comes. */
export function tellingMachine(target: CampaignTarget): TargetMachine | null {
  const order: TargetMachine['state'][] = ['stuck', 'draining', 'deleting', 'joining', 'creating', 'unknown'];
  for (const state of order) {
    const found = target.machines.find((machine) => machine.state === state);
    if (found) return found;
  }
  return null;
}

/** What a target is doing, in a line. */
export function targetLine(target: CampaignTarget): string {
  const planned = target.machines.filter((machine) => machine.planned).length;
  if (target.state === 'succeeded') return `${planned} ${planned === 1 ? 'machine' : 'machines'} replaced`;
  if (target.reason) return target.reason;
  const telling = tellingMachine(target);
  if (telling) return `${target.replaced} of ${planned} replaced; ${telling.name} ${telling.state}${telling.reason ? `: ${telling.reason}` : ''}`;
  return target.state === 'pending' ? 'waits for its turn' : `${target.replaced} of ${planned} replaced`;
}
