import NextAuth from 'next-auth';
import { NextRequest } from 'next/server';
import { authOptions } from '#lib/api/auth-options.ts';
import { readAuthRequest } from '#lib/api/auth-request.ts';
import { discardBody } from '#lib/api/discard-body.ts';
import { problemOf } from '#lib/api/problem-of-request.ts';
import { keepOnSite } from '#lib/api/same-site-path.ts';
import { withWeb } from '#lib/api/with-web.ts';

export const dynamic = 'force-dynamic';

const handle = (request: NextRequest, context: { params: Promise<{ nextauth: string[] }> }): Promise<Response> =>
  withWeb(request, async (services) => {
    try {
      const { url, init } = await readAuthRequest(request, (await context.params).nextauth[0]);
      return keepOnSite(await NextAuth(new NextRequest(url, init), context, authOptions(services)));
    } catch (thrown) {
      await discardBody(request);
      return problemOf(services, request, thrown);
    }
  });

export { handle as GET, handle as POST };
