import { startTarmac } from './start-tarmac.ts';

// The server of the journeys: Playwright starts it, waits for its health and ends it with SIGTERM. Its data is removed at the end.
const running = await startTarmac({ PORT: process.env.PORT ?? '3987', TARMAC_DEMO: '1', TARMAC_DEMO_SPEED: '20' }, (line) => console.log(line));
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void running.stop().finally(() => process.exit(0)));
