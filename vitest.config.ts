import { defineConfig } from 'vitest/config';

const shared = {
  exclude: ['**/node_modules/**', '.next/**', '.tarmac/**'],
  // A condition that comes true late on a busy machine is no failure; one that never does is.
  expect: { poll: { timeout: 15_000 } },
};

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...shared,
          name: 'unit',
          include: ['**/*.test.{ts,tsx}'],
          exclude: [...shared.exclude, '**/*.{db,real}.test.ts'],
          // Generated stories take seconds of processor time, which a busy machine may give them in a minute.
          testTimeout: 60_000,
        },
      },
      {
        test: {
          ...shared,
          name: 'db',
          include: ['**/*.db.test.ts'],
          globalSetup: ['lib/platform/db/test-server.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          ...shared,
          name: 'real',
          include: ['**/*.real.test.ts'],
          globalSetup: ['lib/platform/db/test-server.ts'],
          testTimeout: 600_000,
          hookTimeout: 600_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
