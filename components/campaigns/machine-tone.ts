import type { MachineCell } from '#components/charts/machine-cells.tsx';
import type { Tone } from '#components/ui/tone.ts';
import type { CampaignTarget, TargetMachine } from '#lib/api/contract/campaigns.ts';
import { countWords } from '#lib/kernel/count-words.ts';

const tones: Record<TargetMachine['state'], Tone> = {
  waiting: 'waiting', creating: 'motion', joining: 'motion', ready: 'ok', draining: 'motion', deleting: 'motion', gone: 'ok', kept: 'waived', stuck: 'failing', unknown: 'unknown',
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

/** A machine's state in the words of a repave: one that the plan wanted gone was replaced. */
export function machineWords({ planned, state }: Pick<TargetMachine, 'planned' | 'state'>): string {
  return planned && state === 'gone' ? 'replaced' : state;
}

const fewMachines = 8;

/** The machines that are worth a look now, none maybe, and those that wait or are done; few machines are all worth it. */
export function machinesToShow(machines: TargetMachine[]): { first: TargetMachine[]; others: TargetMachine[] } {
  const calm = ({ state }: TargetMachine) => state === 'waiting' || state === 'kept' || state === 'gone' || state === 'ready';
  if (machines.length <= fewMachines) return { first: machines, others: [] };
  return { first: machines.filter((machine) => !calm(machine)), others: machines.filter(calm) };
}

/** What a target is doing, in a line; `holder` is what stands in its way by the plan. */
export function targetLine(target: CampaignTarget, holder: string | null = null): string {
  const planned = target.machines.filter((machine) => machine.planned).length;
  const done = `${target.replaced.toLocaleString('en')} of ${planned.toLocaleString('en')} replaced`;
  if (target.state === 'succeeded') return `${countWords(planned, 'machine')} replaced`;
  if (target.reason) return target.state === 'converging' || target.state === 'soaking' ? `${done}; ${target.reason}` : target.reason;
  if (holder) return `held when planned: ${holder}`;
  if (target.state === 'pending') return target.machines.some(({ state }) => state === 'unknown') ? 'waits for its turn; not seen lately' : 'waits for its turn';
  const telling = tellingMachine(target);
  if (telling) return `${done}; ${telling.name} ${telling.state}${telling.reason ? `: ${telling.reason}` : ''}`;
  return done;
}
