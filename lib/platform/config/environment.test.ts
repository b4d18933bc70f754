import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { readEnvironment } from './environment.ts';

describe('readEnvironment', () => {
  test('gives the defaults for an empty environment', () => {
    expect(readEnvironment({ PORT: '', TARMAC_DEMO: '' })).toEqual({
      mode: 'production',
      port: 3000,
      host: '127.0.0.1',
      dataDir: path.resolve('.tarmac'),
      configFile: path.resolve('tarmac.yaml'),
      configFileGiven: false,
      demoSize: 'default',
      demoSeed: 7,
      demoSpeed: 1,
      logFormat: 'json',
      logLevel: 'info',
    });
  });

  test('reads every variable', () => {
    expect(
      readEnvironment({
        NODE_ENV: 'development',
        PORT: '8080',
        HOST: '0.0.0.0',
        DATABASE_URL: 'postgresql://kim:pw@db/tarmac',
        TARMAC_DATA: '/data',
        TARMAC_CONFIG: '/etc/tarmac.yaml',
        TARMAC_DEMO: '0',
        TARMAC_DEMO_SIZE: '2000x50000',
        TARMAC_DEMO_SEED: '42',
        TARMAC_DEMO_SPEED: '2.5',
        TARMAC_URL: 'https://tarmac.example.org/',
        TARMAC_SECRET: 's'.repeat(32),
        TARMAC_BANNER: 'demo',
        TARMAC_LOG_LEVEL: 'debug',
      }),
    ).toMatchObject({
      mode: 'development',
      port: 8080,
      databaseUrl: 'postgresql://kim:pw@db/tarmac',
      configFile: '/etc/tarmac.yaml',
      configFileGiven: true,
      demo: false,
      demoSize: { clusters: 2000, nodes: 50000 },
      demoSpeed: 2.5,
      logFormat: 'pretty',
      publicUrl: 'https://tarmac.example.org',
      banner: 'demo',
    });
  });

  test.each([
    ['PORT', '70000'],
    ['PORT', 'abc'],
    ['HOST', 'not a host'],
    ['DATABASE_URL', 'mysql://kim:hidden@db/x'],
    ['DATABASE_URL', 'postgresql://kim:5432/hidden@db/x'],
    ['DATABASE_URL', 'postgresql://kim:p@hidden/hidden@db/x'],
    ['DATABASE_URL', 'postgresql://kim:5432#hidden@db/x'],
    ['DATABASE_URL', 'postgresql://kim:5432?hidden@db/x'],
    ['TARMAC_DEMO', 'yes'],
    ['TARMAC_DEMO_SIZE', '0x5'],
    ['TARMAC_DEMO_SIZE', '10x5'],
    ['TARMAC_DEMO_SEED', '-1'],
    ['TARMAC_DEMO_SPEED', '0'],
    ['TARMAC_SECRET', 'short-secret'],
    ['TARMAC_URL', 'javascript:alert(1)'],
    ['TARMAC_LOG_LEVEL', 'loud'],
  ])('says in one sentence what %s must be, and never repeats its value %s', (name, value) => {
    expect(() => readEnvironment({ [name]: value })).toThrow(expect.objectContaining({ code: 'environment-invalid', message: expect.stringMatching(new RegExp(`^The environment variable ${name} must [^\\n]+\\.$`)) }));
    try {
      readEnvironment({ [name]: value });
    } catch (thrown) {
      if (value.length > 5) expect(String(thrown)).not.toContain(value);
    }
  });
});
