import type { OpenAPI } from '@orpc/contract';
import { OpenAPIGenerator } from '@orpc/openapi';
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4';
import { contract } from './contract/contract.ts';
import { examples } from './openapi-examples.ts';
import { operations } from './operations.ts';
import { apiProblems, problemKinds } from './problem-table.ts';

/** The OpenAPI 3.1 document of `/api/v1`, made from the contract once a process. */
export function openApiDocument(): Promise<OpenAPI.Document> {
  return (made ??= generate());
}

let made: Promise<OpenAPI.Document> | null = null;

async function generate(): Promise<OpenAPI.Document> {
  const generator = new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] });
  const document = await generator.generate(contract, {
    info: {
      title: 'Tarmac',
      version: '1',
      description:
        'What clusters there are, what they run, and one safe way to change them. Every time is ISO 8601 in UTC. Lists are paged by keyset: pass the `nextCursor` of a page as `cursor`, with the same filters and sort. A filter takes several values separated by commas. Actions take a header `Idempotency-Key`. Every error is a problem document (RFC 9457).',
    },
    servers: [{ url: '/api/v1' }],
    security: [{ bearer: [] }, { cookie: [] }],
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'An API token: npx tarmac token create --name N --role R' },
        cookie: { type: 'apiKey', in: 'cookie', name: 'next-auth.session-token', description: 'The session of a browser (with https `__Secure-next-auth.session-token`); actions must come from the same origin.' },
      },
      schemas: { Problem: problemSchema() },
    },
  });
  for (const { name, method, path, permission } of operations) {
    const operation = document.paths?.[path]?.[method.toLowerCase() as 'get'];
    if (operation) describeOperation(operation, { name, permission, keyed: method !== 'GET' });
  }
  return document;
}

function describeOperation(operation: OpenAPI.OperationObject, { name, permission, keyed }: { name: string; permission: string | null; keyed: boolean }): void {
  operation.description = [operation.description, permission ? `Needs the permission \`${permission}\`.` : 'Open to everyone.'].filter(Boolean).join(' ');
  const { success, body } = examples[name] ?? {};
  for (const [status, response] of Object.entries(operation.responses ?? {})) {
    const content = 'content' in response ? response.content?.['application/json'] : undefined;
    if (content && status.startsWith('2') && success) content.example = success;
  }
  const request = operation.requestBody && 'content' in operation.requestBody ? operation.requestBody.content['application/json'] : undefined;
  if (request && body) request.example = body;
  const headers = operation.parameters?.some((parameter) => 'name' in parameter && parameter.name === 'idempotency-key');
  if (keyed && !headers) {
    operation.parameters = [...(operation.parameters ?? []), {
      name: 'idempotency-key', in: 'header', required: false, schema: { type: 'string', minLength: 1, maxLength: 200 },
      description: 'Chosen by the client; the same key with the same request gives the first answer again for 24 hours, with another request 409',
    }];
  }
  operation.responses = { ...operation.responses, default: { description: 'What went wrong', content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } } };
}

function problemSchema(): OpenAPI.SchemaObject {
  return {
    type: 'object',
    description: 'A problem document (RFC 9457), sent as application/problem+json',
    required: ['type', 'title', 'status', 'detail', 'instance', 'code', 'requestId'],
    properties: {
      type: { type: 'string', format: 'uri-reference', description: 'Where this kind of problem is described' },
      title: { type: 'string', description: 'The kind of problem in words, the same each time' },
      status: { type: 'integer', minimum: 400, maximum: 599 },
      detail: { type: 'string', description: 'What failed this time, what did not, and what to do' },
      instance: { type: 'string', format: 'uri-reference', description: 'The path that was asked' },
      code: { type: 'string', enum: problemKinds.map(({ code }) => code).toSorted(), description: 'The kind of problem for programs' },
      requestId: { type: 'string', description: 'Also in the header x-request-id, and in the log' },
      errors: {
        type: 'array',
        description: 'What is wrong with which part of the input',
        items: { type: 'object', required: ['pointer', 'detail'], properties: { pointer: { type: 'string', description: 'JSON pointer into the input' }, detail: { type: 'string' } } },
      },
    },
    examples: [{
      type: '/api/v1/reference#problem-invalid-input', title: apiProblems['invalid-input'].title, status: 400,
      detail: 'The input is not what this operation takes.', instance: '/api/v1/campaigns', code: 'invalid-input',
      requestId: '0b6f9d1e-5a55-4f0e-9d4e-2f7f6c5f7c11', errors: [{ pointer: '/body/clusterIds', detail: 'Too small: expected array to have >=1 items' }],
    }],
  };
}
