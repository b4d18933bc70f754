import { hash } from 'node:crypto';
import { makeClusters } from './make-fleet.ts';

const forMs = 200;
const clusters = makeClusters(100);

/** How fast this process gets on now, in megabytes of JSON a second that it writes, hashes and reads: figures of another machine or hour are only comparable beside it. */
export function measureCore(): number {
  work();
  return work();
}

function work(): number {
  const startedAt = performance.now();
  let bytes = 0;
  while (performance.now() - startedAt < forMs) {
    const text = JSON.stringify(clusters);
    hash('sha256', text);
    JSON.parse(text);
    bytes += text.length;
  }
  return bytes / 1000 / (performance.now() - startedAt);
}
