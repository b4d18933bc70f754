import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { parseAllDocuments } from 'yaml';
import { moduleFolderOf, toolFolder, tools, type Tool } from './harness/toolchain.ts';

const run = promisify(execFile);
const oldestGo = [1, 26] as const;
const keptKinds = new Set([
  'CustomResourceDefinition',
  'MutatingWebhookConfiguration',
  'Namespace',
  'ValidatingWebhookConfiguration',
]);

/** Builds every tool whose pinned version is not in the cache yet. Throws a one-sentence error when a program it needs is missing or a build fails. */
export async function buildTools(report: (line: string) => void): Promise<void> {
  await requirePrograms();
  for (const tool of tools) {
    const folder = toolFolder(tool);
    if (existsSync(folder)) {
      report(`${tool.system}: cached`);
      continue;
    }
    const startedAt = performance.now();
    await buildTool(tool, folder);
    report(`${tool.system}: built in ${Math.round((performance.now() - startedAt) / 1000)} s`);
  }
}

async function buildTool(tool: Tool, folder: string): Promise<void> {
  mkdirSync(dirname(folder), { recursive: true });
  // Built beside its final place and renamed, so that a killed build leaves nothing that looks finished.
  const staging = mkdtempSync(`${folder}.building-`);
  try {
    const moduleFolder = prepareModule(tool, join(staging, 'module'));
    await applyEdits(tool, moduleFolder, join(staging, 'edited'));
    const output = join(staging, 'out', tool.system);
    await go(tool, moduleFolder, [
      'build', '-trimpath', '-p', String(availableParallelism()), '-ldflags', tool.ldflags, '-o', output, tool.package,
    ]);
    if (tool.manifests) await writeManifests(tool, tool.manifests, moduleFolder, staging);
    moveIntoPlace(join(staging, 'out'), folder);
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

function prepareModule(tool: Tool, moduleFolder: string): string {
  mkdirSync(moduleFolder);
  for (const file of ['go.mod', 'go.sum']) {
    cpSync(join(moduleFolderOf(tool.system), file), join(moduleFolder, file));
  }
  return moduleFolder;
}

interface Edit {
  readonly module: string;
  readonly file: string;
  readonly find: string;
  readonly replace: string;
  readonly why: string;
}

/** Builds from edited copies of the modules that a tool's `edits.json` names. Throws when an edit no longer fits the pinned version. */
async function applyEdits(tool: Tool, moduleFolder: string, copies: string): Promise<void> {
  const path = join(moduleFolderOf(tool.system), 'edits.json');
  if (!existsSync(path)) return;
  for (const edit of JSON.parse(readFileSync(path, 'utf8')) as readonly Edit[]) {
    const copy = join(copies, edit.module.replaceAll('/', '_'));
    if (!existsSync(copy)) {
      await copyTree(await sourceOf(tool, edit.module, moduleFolder), copy);
      await go(tool, moduleFolder, ['mod', 'edit', `-replace=${edit.module}=${copy}`]);
    }
    const file = join(copy, edit.file);
    const source = readFileSync(file, 'utf8');
    if (!source.includes(edit.find)) {
      throw new Error(`${tool.system}: an edit no longer applies to ${edit.file}; compare edits.json with the pinned version.`);
    }
    writeFileSync(file, source.replaceAll(edit.find, () => edit.replace));
  }
}

async function writeManifests(
  tool: Tool,
  manifests: NonNullable<Tool['manifests']>,
  moduleFolder: string,
  staging: string,
): Promise<void> {
  const source = await sourceOf(tool, manifests.module, moduleFolder);
  const copy = join(staging, 'source');
  const config = manifests.kustomization.slice(0, manifests.kustomization.lastIndexOf('/'));
  await copyTree(join(source, config), join(copy, config));
  const rendered = await attempt(tool, 'kubectl', ['kustomize', join(copy, manifests.kustomization)], copy);
  const kept = parseAllDocuments(rendered)
    .map((document) => document.toJS() as { kind?: string } | null)
    .filter((object) => keptKinds.has(object?.kind ?? ''));
  writeFileSync(join(staging, 'out', 'manifests.json'), JSON.stringify(kept));
  if (manifests.templates) await copyTree(join(source, manifests.templates), join(staging, 'out', 'templates'));
}

async function sourceOf(tool: Tool, name: string, folder: string): Promise<string> {
  const list = ['list', '-mod=mod', '-m', '-f', '{{.Dir}}', name];
  const found = (await go(tool, folder, list)).trim();
  if (found) return found;
  await go(tool, folder, ['mod', 'download', name]);
  return (await go(tool, folder, list)).trim();
}

/** The module cache is read-only; a copy that keeps its modes could neither be edited nor removed by another user than root. */
async function copyTree(from: string, to: string): Promise<void> {
  mkdirSync(dirname(to), { recursive: true });
  cpSync(from, to, { recursive: true });
  await run('chmod', ['-R', 'u+w', to]);
}

function moveIntoPlace(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    // Another build of the same pins finished first: its result is as good as ours.
    if (!existsSync(to)) throw error;
  }
}

function go(tool: Tool, folder: string, args: readonly string[]): Promise<string> {
  return attempt(tool, 'go', args, folder);
}

async function attempt(tool: Tool, program: string, args: readonly string[], cwd: string): Promise<string> {
  try {
    const env = { ...process.env, GOFLAGS: '', GOWORK: 'off' };
    return (await run(program, args, { cwd, env, maxBuffer: 256 * 1024 * 1024 })).stdout;
  } catch (error) {
    const { stderr = String(error) } = error as { stderr?: string };
    throw new Error(`${tool.system}: ${program} ${args[0]} failed: ${stderr.trim().split('\n').slice(-5).join(' | ')}`, { cause: error });
  }
}

async function requirePrograms(): Promise<void> {
  const version = await tryVersion('go', ['env', 'GOVERSION']);
  const [, major = 0, minor = 0] = /^go(\d+)\.(\d+)/.exec(version ?? '')?.map(Number) ?? [];
  if (major < oldestGo[0] || (major === oldestGo[0] && minor < oldestGo[1])) {
    throw new Error(`The real lane needs Go ${oldestGo.join('.')} or newer to build its systems; found ${version?.trim() ?? 'none'}.`);
  }
  if ((await tryVersion('openssl', ['version'])) === null) throw new Error('The real lane needs openssl to make certificates; it is not on the PATH.');
  if ((await tryVersion('kubectl', ['version', '--client'])) === null) throw new Error('The real lane needs kubectl to render manifests; it is not on the PATH.');
}

async function tryVersion(program: string, args: readonly string[]): Promise<string | null> {
  try {
    return (await run(program, args)).stdout;
  } catch {
    return null;
  }
}

if (import.meta.main) {
  try {
    await buildTools((line) => console.log(line));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
