import { readFile, readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import { ColumnTypeEnum, bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import type { SqlDriverAdapter, SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils';
import pg from 'pg';
import type { SchemaContainer, SchemaEngine } from '@prisma/schema-engine-wasm';

/** What is read of the engine's module, whose own entry cannot be loaded without a bundler. */
type EngineModule = { __wbg_set_wasm(exports: WebAssembly.Exports): void; SchemaEngine: typeof SchemaEngine };

/** The schema folder of this project. */
export const schemaDir = path.join(import.meta.dirname, 'schema');

/** The files of the Prisma schema, as the engine takes them. */
export async function readSchemaFiles(dir = schemaDir): Promise<SchemaContainer[]> {
  const names = (await readdir(dir)).filter((name) => name.endsWith('.prisma')).toSorted();
  return Promise.all(names.map(async (name) => ({ path: path.join(dir, name), content: await readFile(path.join(dir, name), 'utf8') })));
}

/**
 * The SQL that takes the database at `url` to the Prisma schema; empty when they already agree. Works offline: the
 * schema engine runs as WebAssembly over the pg adapter, where Prisma's CLI would fetch a native one.
 */
export async function diffDatabase(url: string, files: SchemaContainer[]): Promise<string> {
  const pool = new pg.Pool({ connectionString: url, max: 2 });
  const engine = await startEngine(pool, files);
  try {
    const filters = { externalTables: [], externalEnums: [] };
    const { stdout } = await engine.diff({
      from: { tag: 'schemaDatasource', files, configDir: path.dirname(schemaDir) },
      to: { tag: 'schemaDatamodel', files },
      script: true,
      exitCode: null,
      filters,
    });
    const script = (stdout ?? '').trim();
    return script === '-- This is an empty migration.' ? '' : script;
  } finally {
    engine.free();
    await pool.end();
  }
}

async function startEngine(pool: pg.Pool, files: SchemaContainer[]): Promise<SchemaEngine> {
  module ??= loadModule();
  const adapter = bindMigrationAwareSqlAdapterFactory(readCharColumns(pool));
  return (await module).SchemaEngine.new({ datamodels: files.map(({ path: name, content }) => [name, content]) }, () => undefined, adapter);
}

// The glue caches views of the engine's memory, so a process may instantiate it once only.
let module: Promise<EngineModule> | undefined;

async function loadModule(): Promise<EngineModule> {
  const glue: unknown = await import('@prisma/schema-engine-wasm/schema_engine_bg');
  const entry = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm');
  const bytes = await readFile(path.join(path.dirname(entry), 'schema_engine_bg.wasm'));
  const { instance } = await WebAssembly.instantiate(bytes, { './schema_engine_bg.js': glue as WebAssembly.ModuleImports });
  const loaded = glue as EngineModule;
  loaded['__wbg_set_wasm'](instance.exports);
  (instance.exports['__wbindgen_start'] as () => void)();
  return loaded;
}

/**
 * The engine reads catalogue columns of the type `"char"`, which the adapter refuses as unsupported (oid 18). Here
 * they pass through it as text, and are then named Character, which is what the engine asks for.
 */
function readCharColumns(pool: pg.Pool): SqlMigrationAwareDriverAdapterFactory {
  const charOid = 18;
  const textOid = 25;
  const charColumns = new WeakMap<unknown[], number[]>();
  const runQuery = pool.query.bind(pool) as (config: pg.QueryArrayConfig) => Promise<pg.QueryArrayResult>;
  const query = async (config: pg.QueryArrayConfig) => {
    const result = await runQuery(config);
    charColumns.set(result.rows, result.fields.flatMap((field, index) => (field.dataTypeID === charOid ? [index] : [])));
    for (const field of result.fields) if (field.dataTypeID === charOid) field.dataTypeID = textOid;
    return result;
  };
  Object.assign(pool, { query });

  const factory = new PrismaPg(pool);
  const patch = <Adapter extends SqlDriverAdapter>(adapter: Adapter): Adapter => {
    const queryRaw = adapter.queryRaw.bind(adapter);
    adapter.queryRaw = async (request) => {
      const result = await queryRaw(request);
      for (const index of charColumns.get(result.rows) ?? []) result.columnTypes[index] = ColumnTypeEnum.Character;
      return result;
    };
    return adapter;
  };
  return {
    provider: factory.provider,
    adapterName: factory.adapterName,
    connect: async () => patch(await factory.connect()),
    connectToShadowDb: async () => patch(await factory.connectToShadowDb()),
  };
}
