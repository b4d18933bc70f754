import NextAuth from 'next-auth';
import type { NextRequest } from 'next/server';
import { authOptions } from '#lib/api/auth-options.ts';
import { keepOnSite } from '#lib/api/same-site-path.ts';
import { withWeb } from '#lib/api/with-web.ts';

export const dynamic = 'force-dynamic';

const handle = (request: NextRequest, context: { params: Promise<{ nextauth: string[] }> }): Promise<Response> =>
  withWeb(request, async (services) => keepOnSite(await NextAuth(request, context, authOptions(services, { secure: services.environment.publicUrl?.startsWith('https:') ?? false }))));

export { handle as GET, handle as POST };
