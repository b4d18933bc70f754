import NextAuth from 'next-auth';
import type { NextRequest } from 'next/server';
import { authOptions } from '#lib/api/auth-options.ts';
import { web } from '#lib/api/compose.ts';

export const dynamic = 'force-dynamic';

const handle = async (request: NextRequest, context: { params: Promise<{ nextauth: string[] }> }): Promise<Response> => {
  const services = await web();
  const secure = services.environment.publicUrl?.startsWith('https:') ?? false;
  return NextAuth(request, context, authOptions(services, { secure }));
};

export { handle as GET, handle as POST };
