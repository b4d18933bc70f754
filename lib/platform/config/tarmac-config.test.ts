import { mkdtemp, readFile, rm, symlink, unlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { sourceKindNames } from '#lib/kernel/source-kinds.ts';
import { defaultAssignment, readTarmacConfig } from './tarmac-config.ts';
import type { TarmacConfig } from './tarmac-config.ts';
import { watchTarmacConfig } from './watch-tarmac-config.ts';

let dir: string;
let file: string;

beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'tarmac-config-'));
  file = path.join(dir, 'tarmac.yaml');
});
afterEach(() => rm(dir, { recursive: true, force: true }));

async function read(text: string): Promise<TarmacConfig> {
  await writeFile(file, text);
  return readTarmacConfig(file);
}

describe('readTarmacConfig', () => {
  test('gives the defaults for a file that is not there or is empty', async () => {
    const empty = { file, present: false, sources: [], assignment: defaultAssignment, nodeAgeBudgetDays: { default: 30, environments: {} }, supportCalendar: null, staleAfterSeconds: null, limits: {} };
    expect(await readTarmacConfig(file)).toEqual(empty);
    expect(await read('# nothing yet\n')).toEqual(empty);
    expect(await read('sources: []\n')).toEqual({ ...empty, present: true });
  });

  test('insists on a file that was named', async () => {
    await expect(readTarmacConfig(file, { required: true })).rejects.toMatchObject({ code: 'config-unreadable', message: `${file}, which TARMAC_CONFIG names, does not exist.` });
  });

  test('reads everything, with paths from the folder of the file', async () => {
    await writeFile(path.join(dir, 'calendar.yaml'), '- { minor: "1.40", released: 2027-08-01, endOfLife: 2028-10-28, latestPatch: 1.40.2 }\n');
    await utimes(path.join(dir, 'calendar.yaml'), new Date('2027-11-05T23:00:00Z'), new Date('2027-11-05T23:00:00Z'));
    const config = await read(`
sources:
  - { name: east, kind: cluster-api, kubeconfigFile: keys/east.yaml, context: admin, environment: prod, region: eu-1, team: platform }
  - { name: edge, kind: kubernetes, kubeconfigFile: /etc/edge.yaml, namespaces: [shop] }
assignment: { team: [example.org/team] }
nodeAgeBudgetDays: { default: 45, environments: { prod: 30 } }
supportCalendarFile: calendar.yaml
staleAfterSeconds: 90
limits: { pollSeconds: 30 }
`);
    expect(config).toMatchObject({
      sources: [
        { name: 'east', kind: 'cluster-api', kubeconfigFile: path.join(dir, 'keys/east.yaml'), context: 'admin', environment: 'prod' },
        { name: 'edge', kubeconfigFile: '/etc/edge.yaml', namespaces: ['shop'] },
      ],
      assignment: { ...defaultAssignment, team: ['example.org/team'] },
      nodeAgeBudgetDays: { default: 45, environments: { prod: 30 } },
      supportCalendar: { asOf: '2027-11-05', origin: 'calendar.yaml', minors: [{ minor: '1.40', latestPatch: '1.40.2' }] },
      staleAfterSeconds: 90,
      limits: { pollSeconds: 30 },
    });
  });

  test('takes the day that a calendar says it is as of, and the calendar that Tarmac brings as it stands', async () => {
    const brought = await readFile(new URL('../../inventory/clusters/support-calendar-data.json', import.meta.url), 'utf8');
    await writeFile(path.join(dir, 'brought.json'), brought);
    expect((await read('supportCalendarFile: brought.json')).supportCalendar).toEqual(JSON.parse(brought));
    const { supportCalendar } = await read('supportCalendar:\n  asOf: 2026-09-15\n  minors:\n    - { minor: "1.30", released: 2024-04-17, endOfLife: 2025-07-15 }');
    expect(supportCalendar).toMatchObject({ asOf: '2026-09-15', origin: 'tarmac.yaml' });
  });

  test.each([
    ['an unknown key', 'sources: []\nsorces: []\n', /tarmac\.yaml:2:1 sorces is not known here\.$/],
    ['an unknown kind', 'sources:\n  - name: a\n    kind: openstack\n    kubeconfigFile: a\n', new RegExp(`:3:5 sources\\[0\\]\\.kind must be ${sourceKindNames.join(' or ')}\\.$`)],
    ['a missing field', 'sources:\n  - name: a\n    kind: kubernetes\n', /:2:5 sources\[0\]\.kubeconfigFile is missing\.$/],
    ['a bad name', 'sources: [{ name: East_1, kind: kubernetes, kubeconfigFile: a }]', /:1:13 sources\[0\]\.name must be 1 to 63/],
    ['a default with a comma', 'sources: [{ name: a, kind: kubernetes, kubeconfigFile: a, region: "eu,us" }]', /sources\[0\]\.region must have no comma, by which filters part their values\.$/],
    ['a name that occurs twice', 'sources:\n  - { name: a, kind: kubernetes, kubeconfigFile: a }\n  - { name: a, kind: kubernetes, kubeconfigFile: b }\n', /:3:7 sources\[1\]\.name is the second of the name a\.$/],
    ['a minor that YAML made a number of', 'supportCalendar: [{ minor: 1.30, released: 2024-01-01, endOfLife: 2025-01-01 }]', /supportCalendar\[0\]\.minor must be text: write it in quotes/],
    ['a date that is none in a dated calendar', 'supportCalendar:\n  asOf: 2026-09-15\n  minors:\n    - { minor: "1.30", released: yesterday, endOfLife: 2025-01-01 }', /:4:\d+ supportCalendar\.minors\[0\]\.released must be a date/],
    ['an unknown key of a minor', 'supportCalendar:\n  - { minor: "1.30", released: 2024-04-17, endOfLife: 2025-07-15, eol: 2025-07-15 }', /:2:\d+ supportCalendar\[0\]\.eol is not known here/],
    ['a calendar without minors', 'supportCalendar: { asOf: 2026-09-15 }', /supportCalendar\.minors is missing/],
    ['a date that is none', 'supportCalendar: [{ minor: "1.30", released: yesterday, endOfLife: 2025-01-01 }]', /supportCalendar\[0\]\.released must be a date/],
    ['a wrong type', 'staleAfterSeconds: soon', /:1:1 staleAfterSeconds must be number, not string\.$/],
    ['a list for the whole', '- a\n- b\n', /:1:1 the file must be object, not array\.$/],
    ['two of one key', 'staleAfterSeconds: 30\nstaleAfterSeconds: 40\n', /:2:1 is no valid YAML: Map keys must be unique/],
    ['no YAML at all', 'sources: [\n', /tarmac\.yaml:\d+:\d+ is no valid YAML/],
    ['a bomb of aliases', `a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [${'*a,'.repeat(9)}]\nc: &c [${'*b,'.repeat(9)}]\nd: [${'*c,'.repeat(9)}]\n`, /cannot be read as YAML|is not known here/],
    ['a prototype', '__proto__: { sources: [] }\n', /__proto__ is not known here/],
  ])('says where %s stands', async (_what, text, message) => {
    await expect(read(text)).rejects.toMatchObject({ code: 'config-invalid', message: expect.stringMatching(message) });
  });

  test('refuses what is no text', async () => {
    await writeFile(file, Buffer.from([0xff, 0xfe, 0x00]));
    await expect(readTarmacConfig(file)).rejects.toMatchObject({ code: 'config-unreadable', message: expect.stringContaining('no UTF-8 text') });
    await expect(readTarmacConfig(dir)).rejects.toMatchObject({ code: 'config-unreadable' });
  });
});

describe('watchTarmacConfig', () => {
  test('tells each change, keeps quiet about none, and reports a bad edit without giving it out', async () => {
    const onChange = vi.fn<(config: TarmacConfig) => void>();
    const onError = vi.fn<(error: unknown) => void>();
    await writeFile(file, 'staleAfterSeconds: 30\n');
    const stop = watchTarmacConfig(file, onChange, onError, { intervalMs: 20 });
    const last = () => onChange.mock.lastCall?.[0].staleAfterSeconds;
    await vi.waitFor(() => expect(last()).toBe(30));

    await writeFile(file, 'staleAfterSeconds: thirty\n');
    await vi.waitFor(() => expect(onError).toHaveBeenCalledWith(expect.objectContaining({ code: 'config-invalid' })));
    expect(onChange).toHaveBeenCalledTimes(1);

    await writeFile(file, 'staleAfterSeconds: 400\n');
    await vi.waitFor(() => expect(last()).toBe(400));

    await unlink(file);
    await vi.waitFor(() => expect(last()).toBeNull());

    await writeFile(path.join(dir, 'mounted.yaml'), 'staleAfterSeconds: 5000\n');
    await symlink('mounted.yaml', file);
    await vi.waitFor(() => expect(last()).toBe(5000));
    stop();
  });

  test('reads a support calendar that the file names again when it changes, and when it is there at last', async () => {
    const onChange = vi.fn<(config: TarmacConfig) => void>();
    const onError = vi.fn<(error: unknown) => void>();
    const calendar = path.join(dir, 'calendar.yaml');
    const ending = (endOfLife: string) => writeFile(calendar, `minors: [{minor: "1.36", released: 2026-04-22, endOfLife: ${endOfLife}}]\n`);
    await writeFile(file, 'supportCalendarFile: calendar.yaml\n');
    const stop = watchTarmacConfig(file, onChange, onError, { intervalMs: 20, relatedMs: 20 });
    await vi.waitFor(() => expect(onError).toHaveBeenCalledWith(expect.objectContaining({ code: 'config-unreadable' })));
    const last = () => onChange.mock.lastCall?.[0].supportCalendar?.minors[0]?.endOfLife;
    for (const endOfLife of ['2027-05-01', '2030-05-01']) {
      await ending(endOfLife);
      await vi.waitFor(() => expect(last()).toBe(endOfLife));
    }
    expect(onChange).toHaveBeenCalledTimes(2);
    stop();
  });
});
