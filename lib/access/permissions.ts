export const roles = ['viewer', 'operator', 'auditor', 'admin'] as const;
export type Role = (typeof roles)[number];

export const permissions = ['fleet:read', 'campaign:write', 'audit:read', 'source:write', 'token:write'] as const;
export type Permission = (typeof permissions)[number];

const granted: Record<Role, readonly Permission[]> = {
  viewer: ['fleet:read'],
  operator: ['fleet:read', 'campaign:write'],
  auditor: ['fleet:read', 'audit:read'],
  admin: permissions,
};

/** Whether `role` carries `permission`. */
export function isGranted(role: Role, permission: Permission): boolean {
  return granted[role].includes(permission);
}

/** Everything that `role` may do, for the interface to show only what will work. */
export function permissionsOf(role: Role): readonly Permission[] {
  return granted[role];
}
