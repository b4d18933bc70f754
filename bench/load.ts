import { Agent, request } from 'node:http';

/*
 * A load generator as a process of its own: `load.ts <url> <clients> <requests>`, the bearer token in `TARMAC_BENCH_TOKEN`. Each client sends its
 * next request when it has read the whole answer to the last, over a kept connection. As many requests again as a
 * third of them come before and do not count: a server that runs for days is warm. Prints one JSON line: milliseconds of each request, bytes of an answer, and the seconds that all took.
 */

const [, , url = '', clients = '16', requests = '2000'] = process.argv;
const token = process.env.TARMAC_BENCH_TOKEN ?? '';
const agent = new Agent({ keepAlive: true, maxSockets: Number(clients) });
const target = new URL(url);
let bytes = 0;

async function run(count: number): Promise<number[]> {
  const samplesMs: number[] = [];
  let left = count;
  await Promise.all(Array.from({ length: Number(clients) }, async () => {
    while (left > 0) {
      left -= 1;
      samplesMs.push(await send());
    }
  }));
  return samplesMs;
}

function send(): Promise<number> {
  return new Promise((resolve, reject) => {
    const startedAt = performance.now();
    const sent = request(target, { agent, headers: { authorization: `Bearer ${token}` }, timeout: 30_000 }, (response) => {
      let length = 0;
      response.on('data', (chunk: Buffer) => (length += chunk.length));
      response.on('error', reject);
      response.on('end', () => {
        if (response.statusCode !== 200) return reject(new Error(`${url} answered ${response.statusCode}.`));
        bytes = length;
        resolve(performance.now() - startedAt);
      });
    });
    sent.on('timeout', () => sent.destroy(new Error(`${url} did not answer within 30 s.`)));
    sent.on('error', reject);
    sent.end();
  });
}

await run(Math.ceil(Number(requests) / 3));
const startedAt = performance.now();
const samplesMs = await run(Number(requests));
process.stdout.write(`${JSON.stringify({ samplesMs, bytes, seconds: (performance.now() - startedAt) / 1000 })}\n`);
agent.destroy();
