/**
 * Who may import whom: the table of ARCHITECTURE.md, room by room. Each rule lists what a room may
 * reach; everything else of ours is an error. Tests may import anything.
 */
const tests = String.raw`\.(test|db\.test|real\.test)\.tsx?$|/test-[a-z-]+\.ts$|/source-contract\.ts$`;
const models = String.raw`^lib/inventory/[^/]+/[a-z-]*(model|calendar)\.ts$`;
const generated = '^prisma/generated/';

/** A rule: files under `room` may import of ours only what matches `allowed` (and their own room). */
const mayImport = (name, room, allowed, reason, own = room) => ({
  name,
  comment: reason,
  severity: 'error',
  from: { path: room, pathNot: tests },
  to: { path: '^(app|components|lib|prisma|bench|e2e|bin)/', pathNot: [own, '^lib/kernel/', ...allowed] },
});

module.exports = {
  forbidden: [
    { name: 'no-cycles', comment: 'A cycle hides which room depends on which.', severity: 'error', from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only', 'dynamic-import'] } } },
    { name: 'resolvable', comment: 'Every import must resolve.', severity: 'error', from: { pathNot: '^(prisma/generated|\\.next)' }, to: { couldNotResolve: true } },
    mayImport('kernel-is-pure', '^lib/kernel/', [], 'The kernel knows nothing of ours.'),
    mayImport('platform-knows-no-nouns', '^lib/platform/', [generated], 'Plumbing without product nouns.'),
    mayImport('access-audit-live', '^lib/(access|audit|live)/', ['^lib/(access|audit|live|platform)/', generated], 'Access, audit and live stand on platform.'),
    mayImport('inventory-nouns-meet-in-models', '^lib/inventory/([^/]+)/', [models, '^lib/platform/', generated], "A noun sees another noun's model only.", '^lib/inventory/$1/'),
    mayImport('campaigns', '^lib/campaigns/', [models, '^lib/inventory/[^/]+/(queries|snapshot)[a-z-]*\\.ts$', '^lib/(access|audit|live|platform)/', generated], 'Campaigns read the inventory and act through ports.'),
    mayImport('engine-knows-no-kind', '^lib/campaigns/engine/', ['^lib/campaigns/(model|ports)\\.ts$', '^lib/(access|audit|live|platform)/', generated], 'The engine is handed its kinds.'),
    mayImport('sources-stand-alone', '^lib/sources/([^/]+)/', ['^lib/sources/contract\\.ts$', '^lib/sources/workload/', models, '^lib/campaigns/ports\\.ts$', '^lib/platform/'], 'No source imports another; what two share is lib/sources/workload.', '^lib/sources/$1/'),
    mayImport('sync', '^lib/sync/', ['^lib/sources/contract\\.ts$', models, '^lib/inventory/[^/]+/(observe|fleet-settings)[a-z-]*\\.ts$', '^lib/(live|platform)/', generated], 'Sync knows sources by their contract.'),
    mayImport('api', '^lib/api/', ['^lib/(inventory|campaigns|access|audit|live|platform|sync)/', '^lib/sources/registry\\.ts$', generated], 'The door reaches queries and commands; it tries a source before it is stored and runs none.'),
    { name: 'only-the-worker-wires-sources', comment: 'Composition is in one place.', severity: 'error', from: { pathNot: ['^lib/(worker|sources)/', '^lib/api/check-source\\.ts$', tests, '^(bench|e2e)/'] }, to: { path: '^lib/sources/registry\\.ts$' } },
    { name: 'pages-read-postgres-only', comment: 'Only sources speak to clusters; the door reads a kubeconfig that somebody enters and asks nothing of its cluster but through check-source.', severity: 'error', from: { path: '^lib/(api|access|audit|live|inventory|campaigns|sync)/', pathNot: ['^lib/api/check-kubeconfig\\.ts$', tests] }, to: { path: '^lib/platform/kube/' } },
    mayImport('worker', '^lib/worker/', ['^lib/(inventory|campaigns|access|audit|live|platform|sync|sources)/', generated], 'The worker is composed of every runtime room.'),
    mayImport('web', '^lib/web/', ['^lib/platform/config/'], 'The web server is offered what it serves.'),
    mayImport('components', '^components/', [models, '^lib/campaigns/model\\.ts$', '^lib/access/permissions\\.ts$', '^lib/api/(client|contract/).*'], 'Views: props in, callbacks out.'),
    mayImport('app', '^app/', ['^components/', '^lib/(api|access)/', '^lib/platform/config/'], 'Routes are thin.'),
    mayImport('demo', '^lib/demo/', ['^lib/platform/'], 'The demo stands outside of the product.'),
    { name: 'nothing-imports-the-demo', comment: 'The demo is an outside system.', severity: 'error', from: { pathNot: ['^lib/(demo|launcher)/', tests, '^(bench|e2e|scripts)/'] }, to: { path: '^lib/demo/' } },
    mayImport('launcher', '^lib/launcher/', ['^lib/(access|audit|platform)/', generated], 'The launcher starts the other parts as processes and knows nothing of what they do.'),
    mayImport('real-harness-knows-no-tarmac', '^e2e/real/harness/', [], 'A fault in our own client must not hide itself in the harness that shows it.'),
    { name: 'models-and-wire-are-leaves', comment: 'Models have no I/O.', severity: 'error', from: { path: models, pathNot: tests }, to: { path: '^lib/', pathNot: ['^lib/kernel/', models] } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(prisma/generated|\\.next|node_modules)' },
    parser: 'swc',
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'], extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'] },
  },
};
