import { readdirSync, readFileSync } from 'node:fs';

/** What a process has used: memory now and at its most in bytes, processor time of all its threads in milliseconds. */
export type ProcessFigures = { rssBytes: number; peakBytes: number; cpuMs: number };

const ticksPerSecond = 100;

/** Reads Linux's `/proc` of one process (proc(5): VmRSS, VmHWM, utime, stime). Throws when it is not running. */
export function readProcess(pid: number): ProcessFigures {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const kilobytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0) * 1024;
  return { rssBytes: kilobytes('VmRSS'), peakBytes: kilobytes('VmHWM'), cpuMs: cpuOf(pid).own };
}

/** Processor time of a process and of all its children, those that have ended too, in milliseconds; for Postgres, which has one for each connection. */
export function readFamilyCpuMs(pid: number): number {
  const children = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number).filter((child) => parentOf(child) === pid);
  const { own, ended } = cpuOf(pid);
  return [own + ended, ...children.map((child) => cpuOf(child).own)].reduce((sum, ms) => sum + ms, 0);
}

/** The load average of the last minute. */
export function readLoadAverage(): number {
  return Number(readFileSync('/proc/loadavg', 'utf8').split(' ')[0]);
}

// The name of a process may hold blanks and brackets; fields are counted from behind it.
function statOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ');
  } catch {
    return [];
  }
}

const parentOf = (pid: number): number => Number(statOf(pid)[1] ?? 0);

function cpuOf(pid: number): { own: number; ended: number } {
  const fields = statOf(pid);
  const ms = (from: number) => ((Number(fields[from] ?? 0) + Number(fields[from + 1] ?? 0)) / ticksPerSecond) * 1000;
  return { own: ms(11), ended: ms(13) };
}
