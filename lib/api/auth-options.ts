import type { NextAuthOptions } from 'next-auth';
import CredentialsProvider from 'next-auth/providers/credentials';
import { AccessError } from '#lib/access/access-error.ts';
import { sessionMs } from '#lib/access/sessions.ts';
import { signIn } from '#lib/access/users.ts';
import { secondMs } from '#lib/kernel/duration.ts';
import { isDatabaseAway } from '#lib/platform/db/database-away.ts';
import type { ApiServices } from './api-services.ts';
import { clientAddress } from './client-address.ts';
import { sameSitePath } from './same-site-path.ts';
import { sessionSecret } from './session-cookie.ts';

/**
 * next-auth 4 with local accounts. The session cookie is an encrypted JWT that holds the account's id and when it
 * signed in, nothing else; who that is now is read from our tables at each request.
 */
export function authOptions({ db, log, secret, secure }: Pick<ApiServices, 'db' | 'log' | 'secret' | 'secure'>): NextAuthOptions {
  return {
    secret: sessionSecret(secret),
    useSecureCookies: secure,
    session: { strategy: 'jwt', maxAge: sessionMs / secondMs },
    // An error goes through next-auth's own sign-in address, which tells the page where to lead back to.
    pages: { signIn: '/sign-in', error: '/api/auth/signin' },
    providers: [
      CredentialsProvider({
        id: 'credentials',
        name: 'Tarmac account',
        credentials: { email: { label: 'Email', type: 'email' }, password: { label: 'Password', type: 'password' } },
        authorize: async (credentials, request) => {
          try {
            const { id, name, signedInAt } = await signIn(db, { email: String(credentials?.email ?? ''), password: String(credentials?.password ?? ''), address: clientAddress(request.headers) });
            return { id, name, signedInAt };
          } catch (thrown) {
            if (thrown instanceof AccessError && thrown.code === 'sign-in-refused') return null;
            // next-auth hands the message to the sign-in page as its error, where a code is enough, and logs nothing.
            if (thrown instanceof AccessError) throw new Error('Throttled', { cause: thrown });
            log.error({ error: thrown }, 'a sign-in could not be looked at');
            throw new Error(isDatabaseAway(thrown) ? 'Unavailable' : 'Failed', { cause: thrown });
          }
        },
      }),
    ],
    callbacks: {
      jwt: ({ token, user }) => ({ sub: user?.id ?? token.sub, signedInAt: user && 'signedInAt' in user ? user.signedInAt : token.signedInAt }),
      redirect: ({ url }) => sameSitePath(url),
      session: ({ session }) => ({ expires: session.expires }),
    },
    logger: {
      error: (code, metadata) => log.warn({ code, error: metadata instanceof Error ? metadata : metadata.error }, 'sign-in failed'),
      warn: (code) => log.debug({ code }, 'next-auth warns'),
      debug: () => undefined,
    },
  };
}
