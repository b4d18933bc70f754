/**
 * What to say when a page and its frame could not be shown. A digest means that the server gave up, which nearly always
 * is its database; without one the browser did, and nothing is known to be wrong with Tarmac itself.
 */
export function frameProblem({ digest }: { digest?: string }): { status: number; title: string; detail: string; requestId: string | undefined } {
  return digest === undefined
    ? { status: 500, title: 'This page could not be shown', detail: 'The fleet and running campaigns are not affected. Try again, or load the page anew.', requestId: undefined }
    : { status: 503, title: 'Tarmac cannot read its database', detail: 'No page can be shown until it answers again. Campaigns that run go on in the worker once it is back. /api/health says what is missing.', requestId: digest };
}
