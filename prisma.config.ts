import { defineConfig } from 'prisma/config';

/** Where Prisma's CLI finds the schema, which is a folder of files. */
export default defineConfig({ schema: 'prisma/schema', migrations: { path: 'prisma/migrations' } });
