import { readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Lets Next.js run by the configuration that `next build` kept in `.next` below `root`, as the `server.js` of its
 * standalone output does: what was built and what runs are then one, and neither a configuration file nor the compiler
 * for it is needed. Throws when nothing was built.
 */
export function useBuiltNextConfig(root: string): void {
  const kept = JSON.parse(readFileSync(path.join(root, '.next/required-server-files.json'), 'utf8')) as { config: unknown };
  process.env.__NEXT_PRIVATE_STANDALONE_CONFIG = JSON.stringify(kept.config);
}
