import { setTimeout as wait } from 'node:timers/promises';
import { request } from 'node:http';
import { z } from 'zod';

const operationSchema = z.looseObject({ operationId: z.string().optional(), parameters: z.array(z.looseObject({ name: z.string(), in: z.string() })).optional(), requestBody: z.unknown().optional() });
const documentSchema = z.looseObject({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) });

type Attempt = { what: string; method: string; path: string; headers: Record<string, string>; body: string | Buffer | null };
type Answer = { status: number; type: string; text: string };

// Node's own HTTP server answers so, before anything of ours sees the request.
const refusedByNode = 431;
const methods = ['get', 'post', 'put', 'patch', 'delete'];
const oddValues = ['', ' ', '0', '-1', '1e999', 'NaN', 'null', 'true', '[]', '{}', '__proto__', 'constructor', '%00', '%ff%fe', '%2e%2e%2f', "'%22;--", 'a'.repeat(5_000), '%F0%9F%92%A9', '%ED%A0%80', '99999999999999999999', '%0d%0aset-cookie:x'];
const deep = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
const deepObject = (depth: number): string => '{"a":'.repeat(depth) + '1' + '}'.repeat(depth);
const oddBodies: [string, string | Buffer][] = [
  ['empty', ''], ['no JSON', '{'], ['null', 'null'], ['a number', '1'], ['a text', '"x"'], ['a list', '[]'], ['an empty object', '{}'],
  ['unknown fields', '{"surprise":1}'], ['__proto__', '{"__proto__":{"isAdmin":true}}'], ['constructor', '{"constructor":{"prototype":{"x":1}}}'],
  ['a deep list', deep(5_000)], ['a deep object', deepObject(50_000)], ['too large', JSON.stringify({ a: 'x'.repeat(3_000_000) })],
  ['bytes that are no text', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])], ['a lone surrogate', '{"name":"\\ud800"}'], ['NUL', '{"name":"\\u0000"}'],
  ['the same key twice', '{"name":"a","name":{}}'], ['a huge number', '{"limit":1e400}'], ['a BOM', '\ufeff{}'], ['many keys', JSON.stringify(Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`k${i}`, i])))],
];

/**
 * Sends what nobody should send to every operation of `<baseUrl>/api/v1/openapi.json`: odd paths, queries, headers,
 * methods and bodies. Prints each answer that is 5xx, or 4xx and no problem document; the exit code says whether there was one.
 */
export async function fuzzApi(baseUrl: string, token: string): Promise<{ operations: number; requests: number; faults: string[] }> {
  const auth = { authorization: `Bearer ${token}` };
  const document = documentSchema.parse(JSON.parse((await send(baseUrl, { what: '', method: 'GET', path: '/api/v1/openapi.json', headers: auth, body: null })).text));
  const faults: string[] = [];
  let operations = 0;
  let requests = 0;
  for (const [template, item] of Object.entries(document.paths)) {
    const path = `/api/v1${template.replace(/^\/api\/v1/, '')}`;
    for (const method of methods.filter((candidate) => candidate in item)) {
      operations += 1;
      for (const attempt of attemptsOf(path, method.toUpperCase(), operationSchema.parse(item[method]), methods.filter((candidate) => !(candidate in item)), auth)) {
        requests += 1;
        const answer = await patiently(baseUrl, attempt);
        const isProblem = answer.type.startsWith('application/problem+json') && /"title"/.test(answer.text) && /"status"/.test(answer.text);
        if (answer.status >= 500 || answer.status === 0 || (answer.status >= 400 && answer.status !== refusedByNode && !isProblem)) {
          faults.push(`${answer.status} ${attempt.method} ${attempt.path.slice(0, 120)} (${attempt.what}): ${answer.text.slice(0, 160)}`);
        }
      }
    }
  }
  return { operations, requests, faults };
}

function attemptsOf(template: string, method: string, operation: z.infer<typeof operationSchema>, otherMethods: readonly string[], auth: Record<string, string>): Attempt[] {
  const unknown = template.replace(/\{[^}]+\}/g, '00000000-0000-8000-8000-000000000000');
  const json = { ...auth, 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() };
  const plain = (what: string, path: string, more: Partial<Attempt> = {}): Attempt => ({ what, method, path, headers: method === 'GET' ? auth : { ...json, 'idempotency-key': crypto.randomUUID() }, body: method === 'GET' ? null : '{}', ...more });
  const queries = (operation.parameters ?? []).filter((parameter) => parameter.in === 'query').map(({ name }) => name);
  const attempts = [plain('unknown id', unknown), plain('unknown query', `${unknown}?surprise=1`), plain('__proto__ in query', `${unknown}?__proto__=1&constructor[prototype]=2`), plain('long query', `${unknown}?q=${'x'.repeat(20_000)}`), plain('broken percent', `${unknown}?q=%E0%A4%A&limit=%`), plain('deep path', `${unknown}${'/a'.repeat(200)}`)];
  for (const value of oddValues) {
    if (template.includes('{')) attempts.push(plain('odd id', template.replace(/\{[^}]+\}/g, encodeURI(value).replaceAll('%25', '%') || '%20')));
    for (const name of queries) attempts.push(plain(`odd ${name}`, `${unknown}?${name}=${encodeURI(value).replaceAll('%25', '%')}`));
  }
  for (const name of queries) attempts.push(plain(`${name} twice`, `${unknown}?${name}=1&${name}=2`), plain(`${name} as object`, `${unknown}?${name}[a][b]=1`));
  for (const other of otherMethods) attempts.push(plain(`method ${other}`, unknown, { method: other.toUpperCase() }));
  for (const [what, headers] of [['huge header', { 'x-a': 'y'.repeat(30_000) }], ['odd accept', { accept: 'text/html;q=zz' }], ['odd encoding', { 'accept-encoding': '*;q=0' }], ['bad token', { authorization: 'Bearer \u00e9\u00e9' }], ['odd cookie', { cookie: '%%%=;;;=a; next-auth.session-token=x' }], ['traceparent', { traceparent: 'zz', 'x-request-id': `a"b${'c'.repeat(500)}` }]] as const) {
    attempts.push(plain(what, unknown, { headers: { ...json, ...headers } }));
  }
  if (method === 'GET') return attempts;
  for (const [what, body] of oddBodies) attempts.push(plain(what, unknown, { body, headers: { ...json, 'idempotency-key': crypto.randomUUID() } }));
  for (const [what, headers] of [['no content type', { 'content-type': '' }], ['XML', { 'content-type': 'application/xml' }], ['a form', { 'content-type': 'application/x-www-form-urlencoded' }], ['multipart', { 'content-type': 'multipart/form-data; boundary=x' }], ['UTF-16', { 'content-type': 'application/json; charset=utf-16' }], ['gzip', { 'content-encoding': 'gzip' }], ['long key', { 'idempotency-key': 'k'.repeat(5_000) }], ['odd key', { 'idempotency-key': ' ' }]] as const) {
    attempts.push(plain(what, unknown, { headers: { ...json, ...headers } }));
  }
  return attempts;
}

/** Waits out a 429: it is an answer about how much was asked, and not about what. */
async function patiently(baseUrl: string, attempt: Attempt): Promise<Answer> {
  for (let tries = 0; ; tries += 1) {
    const answer = await send(baseUrl, attempt);
    if (answer.status !== 429 || tries >= 3) return answer;
    await wait(1_000);
  }
}

function send(baseUrl: string, { method, path, headers, body }: Attempt): Promise<Answer> {
  return new Promise((resolve) => {
    const { hostname, port } = new URL(baseUrl);
    const given = Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== ''));
    const outgoing = request({ hostname, port, method, path, headers: { ...given, ...(body !== null && { 'content-length': Buffer.byteLength(body) }) }, timeout: 20_000 }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('close', () => resolve({ status: incoming.statusCode ?? 0, type: incoming.headers['content-type'] ?? '', text: Buffer.concat(chunks).toString('utf8') }));
    });
    outgoing.on('timeout', () => outgoing.destroy(new Error('nothing within 20 s')));
    outgoing.on('error', (error) => resolve({ status: 0, type: '', text: error.message }));
    outgoing.end(body ?? undefined);
  });
}

if (import.meta.main) {
  const [baseUrl = 'http://127.0.0.1:3000', token = ''] = process.argv.slice(2);
  const { operations, requests, faults } = await fuzzApi(baseUrl, token);
  process.stdout.write(`${faults.map((fault) => `${fault}\n`).join('')}${operations} operations, ${requests} requests, ${faults.length} faults\n`);
  process.exitCode = faults.length > 0 || operations === 0 ? 1 : 0;
}
