import { ORPCError } from '@orpc/server';
import { z } from 'zod';
import { AccessError } from '#lib/access/access-error.ts';
import { CampaignError } from '#lib/campaigns/campaign-error.ts';
import { isDatabaseAway } from '#lib/platform/db/database-away.ts';
import { SourceCommandError } from '#lib/sync/source-commands.ts';
import { ApiError } from './api-error.ts';
import type { InputIssue } from './api-error.ts';
import { accessProblems, apiProblems, campaignProblems, sourceProblems } from './problem-table.ts';
import type { ProblemKind } from './problem-table.ts';

/** A problem document (RFC 9457 §3.1) with `code`, `requestId` and, for bad input, `errors`. */
export type Problem = {
  type: string;
  title: string;
  status: number;
  detail: string;
  instance: string;
  code: string;
  requestId: string;
  errors?: InputIssue[];
};

const mostIssues = 20;

/** Whatever was thrown as a problem, with the headers that go with it; a `status` of 500 is for the log to explain. */
export function toProblem(thrown: unknown, { instance, requestId }: { instance: string; requestId: string }): { problem: Problem; headers: Readonly<Record<string, string>> } {
  const { kind, detail, issues = [], headers = {} } = explain(thrown);
  return {
    problem: {
      type: `/api/v1/reference#problem-${kind.code}`,
      title: kind.title,
      status: kind.status,
      detail: kind.code === 'internal' ? `${detail} Nothing more is known to you; the log has it under the request id ${requestId}.` : detail,
      instance,
      code: kind.code,
      requestId,
      ...(issues.length > 0 && { errors: issues.slice(0, mostIssues).map(({ pointer, detail: text }) => ({ pointer: pointer.slice(0, 300), detail: text.slice(0, 300) })) }),
    },
    headers,
  };
}

/** The document as an HTTP answer. */
export function problemResponse({ problem, headers }: ReturnType<typeof toProblem>): Response {
  return new Response(JSON.stringify(problem), { status: problem.status, headers: { ...headers, 'content-type': 'application/problem+json' } });
}

type Explanation = { kind: ProblemKind; detail: string; issues?: readonly InputIssue[]; headers?: Readonly<Record<string, string>> };

function explain(thrown: unknown): Explanation {
  if (thrown instanceof ApiError) return { kind: apiProblems[thrown.code], detail: thrown.message, issues: thrown.issues, headers: thrown.headers };
  if (thrown instanceof AccessError) return { kind: accessProblems[thrown.code], detail: thrown.message };
  if (thrown instanceof CampaignError) return { kind: campaignProblems[thrown.code], detail: thrown.message };
  if (thrown instanceof SourceCommandError) return { kind: sourceProblems[thrown.code], detail: thrown.message };
  if (thrown instanceof ORPCError && thrown.status < 500) return explainRefusedInput(thrown);
  if (isDatabaseAway(thrown)) {
    return {
      kind: apiProblems['database-unavailable'],
      detail: 'The database does not answer. Nothing was read; look before you repeat an action, since it may have been carried out before the connection broke. Try again in a moment; GET /api/health says what is not ready.',
      headers: { 'retry-after': '5' },
    };
  }
  return { kind: apiProblems.internal, detail: 'Something in Tarmac failed that should not.' };
}

const issueList = z.object({ issues: z.array(z.object({ message: z.string(), path: z.array(z.unknown()).optional() })) });

/** What oRPC refuses: input that the contract's schema does not take, or that it could not decode. */
function explainRefusedInput(thrown: ORPCError<string, unknown>): Explanation {
  const parsed = issueList.safeParse(thrown.data);
  const issues = parsed.success ? parsed.data.issues.map(({ message, path }) => ({ pointer: toPointer(path ?? []), detail: message })) : [];
  return { kind: apiProblems['invalid-input'], detail: 'The input is not what this operation takes.', issues };
}

/** A JSON pointer from the path of an issue, whose parts are keys or objects with one (Standard Schema). */
function toPointer(path: readonly unknown[]): string {
  const key = (part: unknown) => (typeof part === 'object' && part !== null && 'key' in part ? part.key : part);
  return path.map((part) => `/${String(key(part)).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
