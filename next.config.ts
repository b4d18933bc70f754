import type { NextConfig } from 'next';
import { undecodablePath } from './lib/api/undecodable-path.ts';
import { securityHeaders } from './lib/api/security-headers.ts';

/** Next.js settings; the container image alone needs the standalone output, which `next start` refuses. */
const config: NextConfig = {
  output: process.env.TARMAC_STANDALONE === '1' ? 'standalone' : undefined,
  agentRules: false,
  // `npm run check` judges types; a build on somebody's machine need not judge the tests' again.
  typescript: { ignoreBuildErrors: true },
  devIndicators: false,
  reactStrictMode: true,
  poweredByHeader: false,
  serverExternalPackages: ['pg', 'pino', 'pino-pretty', 'prom-client', '@prisma/client', '@prisma/adapter-pg'],
  headers: async () => [{ source: '/:path*', headers: securityHeaders({ development: process.env.NODE_ENV === 'development' }) }],
  rewrites: async () => ({ beforeFiles: undecodablePath }),
  turbopack: {
    root: import.meta.dirname,
    rules: { '*.css': { loaders: ['@tailwindcss/turbopack'], as: '*.css' } },
  },
};

export default config;
