import type { Role } from './permissions.ts';

/** Who is asking: a person with a session, or a program with an API token. */
export type Viewer = { kind: 'user' | 'token'; id: string; name: string; email: string | null; role: Role };
