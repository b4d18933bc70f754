import type { OpenAPI } from '@orpc/contract';
import { problemKinds } from './problem-table.ts';

/** The API reference as one HTML page: no script, nothing from elsewhere, so it works offline and under any policy. */
export function renderReference(document: OpenAPI.Document, banner: string | null): string {
  const operations = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    methods.flatMap((method) => (item?.[method] ? [{ path, method, operation: item[method] }] : [])),
  );
  const tags = [...new Set(operations.map(({ operation }) => operation.tags?.[0] ?? 'Other'))];
  const sections = tags.map((tag) => {
    const own = operations.filter(({ operation }) => (operation.tags?.[0] ?? 'Other') === tag);
    return `<section><h2 id="${escape(tag.toLowerCase())}">${escape(tag)}</h2>${own.map(renderOperation).join('')}</section>`;
  });
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Tarmac API</title><style>${style}</style></head><body>
<header><h1>Tarmac API</h1>${banner === null ? '' : `<p class="banner">${escape(banner)}</p>`}<p>${prose(document.info.description)}</p><p><a href="/api/v1/openapi.json">OpenAPI 3.1 document</a></p>
<nav>${tags.map((tag) => `<a href="#${escape(tag.toLowerCase())}">${escape(tag)}</a>`).join(' ')} <a href="#problems">Problems</a></nav></header>
<main>${sections.join('')}<section><h2 id="problems">Problems</h2>${renderProblems()}</section></main></body></html>`;
}

const methods = ['get', 'post', 'put', 'patch', 'delete'] as const;
type Located = { path: string; method: (typeof methods)[number]; operation: OpenAPI.OperationObject };

function renderOperation({ path, method, operation }: Located): string {
  const body = operation.requestBody && 'content' in operation.requestBody ? operation.requestBody.content['application/json'] : undefined;
  const answers = Object.entries(operation.responses ?? {}).filter(([status]) => status !== 'default');
  return `<details id="${escape(operation.operationId ?? '')}"><summary><code class="method ${method}">${method.toUpperCase()}</code> <code>${escape(path)}</code> <span>${escape(operation.summary ?? '')}</span></summary>
<p>${prose(operation.description)}</p>${renderParameters(operation)}
${body ? `<h4>Body</h4>${renderMedia(body)}` : ''}
${answers.map(([status, answer]) => `<h4>${escape(status)}</h4>${'content' in answer && answer.content?.['application/json'] ? renderMedia(answer.content['application/json']) : ''}`).join('')}</details>`;
}

function renderParameters({ parameters = [] }: OpenAPI.OperationObject): string {
  const rows = parameters.flatMap((parameter) =>
    'name' in parameter
      ? [`<tr><td><code>${escape(parameter.name)}</code></td><td>${escape(parameter.in ?? '')}${parameter.required ? ', required' : ''}</td><td>${prose(parameter.description ?? describe(parameter.schema))}</td></tr>`]
      : [],
  );
  return rows.length ? `<table><tbody>${rows.join('')}</tbody></table>` : '';
}

function describe(schema: unknown): string {
  if (typeof schema !== 'object' || schema === null) return '';
  if ('description' in schema && typeof schema.description === 'string') return schema.description;
  if ('enum' in schema && Array.isArray(schema.enum)) return schema.enum.join(', ');
  return 'type' in schema ? String(schema.type) : '';
}

function renderMedia({ example, schema }: OpenAPI.MediaTypeObject): string {
  const shown = example === undefined ? '' : `<pre>${escape(JSON.stringify(example, null, 2))}</pre>`;
  return `${shown}<details class="schema"><summary>Schema</summary><pre>${escape(JSON.stringify(schema, null, 2))}</pre></details>`;
}

function renderProblems(): string {
  return `<table><tbody>${problemKinds.map(({ code, status, title }) => `<tr id="problem-${escape(code)}"><td>${status}</td><td><code>${escape(code)}</code></td><td>${escape(title)}</td></tr>`).join('')}</tbody></table>`;
}

const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** Text of the contract: what stands between backticks is code. */
const prose = (text = ''): string => escape(text).replaceAll(/`([^`]+)`/g, '<code>$1</code>');

const style = `:root{color-scheme:light dark;--line:light-dark(#d8dee6,#2a3340);--soft:light-dark(#5b6776,#94a3b5);--fill:light-dark(#f3f5f8,#171d26);--accent:light-dark(#1257c4,#7db0ff)}
body{font:15px/1.5 "Inter Variable",system-ui,sans-serif;margin:0 auto;max-width:64rem;padding:1.5rem;background:light-dark(#fff,#0f141b);color:light-dark(#16202c,#e6edf5)}
code,pre{font-family:"JetBrains Mono Variable",ui-monospace,monospace;font-size:.86em}a{color:var(--accent)}nav a{margin-right:1rem}
details{border:1px solid var(--line);border-radius:6px;padding:.4rem .8rem;margin:.4rem 0}details.schema{border-style:dashed}summary{cursor:pointer}summary span{color:var(--soft);margin-left:.5rem}
pre{background:var(--fill);padding:.8rem;border-radius:6px;overflow:auto;max-height:28rem}table{border-collapse:collapse;width:100%}td{border-top:1px solid var(--line);padding:.35rem .6rem .35rem 0;vertical-align:top}
tr:target{background:var(--fill)}.banner{display:inline-block;margin:0;border:1px solid var(--line);border-radius:1rem;padding:0 .7rem;color:var(--soft)}.method{display:inline-block;min-width:4.5em;font-weight:600}h2{margin-top:2rem}`;
