import { closeLiveStreams } from './compose.ts';

/** Ends event streams when the process is told to stop; its server waits for every open answer and would wait for them for ever. */
export function closeWebOnSignal(): void {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void closeLiveStreams());
}
