import { appendAudit } from '#lib/audit/append.ts';
import { readFleetSettings } from '#lib/inventory/clusters/queries.ts';
import { sourceSecretPurpose } from '#lib/inventory/sources/model.ts';
import { listSourceScopes, sourceExists } from '#lib/inventory/sources/queries.ts';
import { deriveKey } from '#lib/platform/config/secret.ts';
import { withTransaction } from '#lib/platform/db/queryable.ts';
import { addSource, removeSource, replaceSourceSecret } from '#lib/sync/source-commands.ts';
import type { ApiContext } from '../api-context.ts';
import { ApiError } from '../api-error.ts';
import { checkKubeconfig } from '../check-kubeconfig.ts';
import { checkSource } from '../check-source.ts';
import { implementer } from '../implementer.ts';
import { knownViewer } from '../known-viewer.ts';
import { readPage } from '../read-page.ts';
import { readSource, readSources } from './source-reading.ts';

/** Sources with their health, and those that people make in Settings. */
export const sourcesHandlers = {
  list: implementer.sources.list.handler(async ({ context }) => {
    const { pool } = context.services.db;
    const [items, { problem }] = await Promise.all([readSources(pool), readFleetSettings(pool)]);
    return { items, settingsProblem: problem };
  }),
  get: implementer.sources.get.handler(({ input, context }) => knownSource(context, input.id)),
  scopes: implementer.sources.scopes.handler(({ input: { id, ...page }, context }) =>
    readPage(page.cursor, async () => {
      const { pool } = context.services.db;
      const [scopes, exists] = await Promise.all([listSourceScopes(pool, id, { ...page, now: new Date() }), sourceExists(pool, id)]);
      if (!exists) throw noSuchSource();
      return scopes;
    }),
  ),
  create: implementer.sources.create.handler(async ({ input, context }) => {
    const { name, kind, kubeconfig, context: kubeContext, environment, region, team } = input;
    checkKubeconfig(kubeconfig, kubeContext ?? null);
    const config = { context: kubeContext, environment, region, team };
    const id = await withTransaction(context.services.db.pool, async (client) => {
      const added = await addSource(client, secretKey(context), { name, kind, kubeconfig, config });
      await appendAudit(client, { ...actOf(context), action: 'source.create', objectId: added, objectName: name, data: { kind, ...config } });
      return added;
    });
    return knownSource(context, id);
  }),
  check: implementer.sources.check.handler(({ input: { name, kind, kubeconfig, context: kubeContext }, context }) =>
    checkSource({ name, kind, kubeconfig, context: kubeContext ?? null }, context.signal),
  ),
  replaceSecret: implementer.sources.replaceSecret.handler(async ({ input, context }) => {
    const { name, context: kubeContext } = await knownSource(context, input.id);
    checkKubeconfig(input.kubeconfig, kubeContext);
    await withTransaction(context.services.db.pool, async (client) => {
      await replaceSourceSecret(client, secretKey(context), input.id, input.kubeconfig);
      await appendAudit(client, { ...actOf(context), action: 'source.replace-secret', objectId: input.id, objectName: name });
    });
    return knownSource(context, input.id);
  }),
  remove: implementer.sources.remove.handler(async ({ input, context }) => {
    const { name } = await knownSource(context, input.id);
    await withTransaction(context.services.db.pool, async (client) => {
      await removeSource(client, input.id);
      await appendAudit(client, { ...actOf(context), action: 'source.remove', objectId: input.id, objectName: name });
    });
    return { removed: true };
  }),
};

const secretKey = ({ services }: ApiContext): Buffer => deriveKey(services.secret, sourceSecretPurpose);

const actOf = (context: ApiContext) => ({ actor: knownViewer(context), objectType: 'source', requestId: context.requestId });

async function knownSource({ services }: ApiContext, id: string) {
  const source = await readSource(services.db.pool, id);
  if (!source) throw noSuchSource();
  return source;
}

const noSuchSource = (): ApiError => new ApiError('not-found', 'There is no such source.');
