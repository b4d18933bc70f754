import { readFile } from 'node:fs/promises';
import { Validator } from '@seriousme/openapi-schema-validator';
import type { AnySchema } from '@orpc/contract';
import { getContractRouter } from '@orpc/contract';
import { describe, expect, test } from 'vitest';
import { contract } from './contract/contract.ts';
import { documentResponse } from './documents.ts';
import { minifiedContractFile, minifyContract } from './minify-contract.ts';
import { examples } from './openapi-examples.ts';
import { openApiDocument } from './openapi.ts';
import { operations } from './operations.ts';
import { apiProblems, problemKinds } from './problem-table.ts';

describe('the OpenAPI document', () => {
  test('is valid OpenAPI 3.1', async () => {
    const result = await new Validator().validate(JSON.parse(JSON.stringify(await openApiDocument())));
    expect(result.errors).toBeUndefined();
    expect(result.valid).toBe(true);
    expect((await openApiDocument()).openapi).toMatch(/^3\.1\./);
  });

  test('has every operation, each with its permission, an answer and the problem document', async () => {
    const { paths } = await openApiDocument();
    for (const { method, path, permission } of operations) {
      const operation = paths?.[path]?.[method.toLowerCase() as 'get'];
      expect(operation?.description, `${method} ${path}`).toContain(String(permission));
      expect(Object.keys(operation?.responses ?? {})).toEqual(expect.arrayContaining([expect.stringMatching(/^2/), 'default']));
    }
  });

  test('offers the idempotency key on every action', async () => {
    const { paths } = await openApiDocument();
    for (const { method, path } of operations.filter((operation) => operation.method !== 'GET')) {
      expect(JSON.stringify(paths?.[path]?.[method.toLowerCase() as 'post']?.parameters), `${method} ${path}`).toContain('idempotency-key');
    }
  });

  test.each(Object.entries(examples))('has examples for %s that the contract takes', async (name, { body, success }) => {
    const procedure = getContractRouter(contract, name.split('.'));
    if (!procedure || !('~orpc' in procedure)) throw new Error(`no operation ${name}`);
    const { inputSchema, outputSchema, route } = procedure['~orpc'] as { inputSchema: AnySchema; outputSchema: AnySchema; route: { inputStructure?: string } };
    const detailed = { params: { id: '6b1f2f0e-0f2a-4d1e-9c51-0a6f7e2d9b10' }, headers: { 'idempotency-key': 'k' }, body };
    const ofBody = body ? await inputSchema?.['~standard'].validate(route.inputStructure === 'detailed' ? detailed : body) : undefined;
    const ofAnswer = success ? await outputSchema?.['~standard'].validate(success) : undefined;
    expect([ofBody?.issues, ofAnswer?.issues]).toEqual([undefined, undefined]);
  });
});

describe('the contract for the browser', () => {
  test('is current: node lib/api/minify-contract.ts', async () => {
    expect(await readFile(minifiedContractFile, 'utf8')).toBe(minifyContract());
  });

  test('has no schemas', () => {
    expect(minifyContract()).not.toMatch(/Schema|zod/i);
  });
});

describe('the reference page', () => {
  test('shows every operation and every kind of problem, and loads nothing', async () => {
    const response = await documentResponse('/reference', 'Demo <fleet>');
    const html = await response!.text();
    for (const { path } of operations) expect(html).toContain(path);
    for (const { code } of problemKinds) expect(html).toContain(`id="problem-${code}"`);
    expect(html).toContain('Demo &lt;fleet&gt;');
    expect(html).not.toMatch(/<script|<link|<img|src=|@import|https?:\/\//);
  });
});

describe('the problem table', () => {
  test('has nothing but errors', () => {
    for (const { status } of problemKinds) expect(status).toBeGreaterThanOrEqual(400);
    expect(apiProblems.internal.status).toBe(500);
  });
});
