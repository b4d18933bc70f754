export const roles = ['viewer', 'operator', 'auditor', 'admin'] as const;
export type Role = (typeof roles)[number];

/** `self:write` is what everybody may do to what is their own: saved views, sessions. */
export const permissions = ['fleet:read', 'self:write', 'campaign:write', 'audit:read', 'source:write', 'token:write', 'view:manage'] as const;
export type Permission = (typeof permissions)[number];

const granted: Record<Role, readonly Permission[]> = {
  viewer: ['fleet:read', 'self:write'],
  operator: ['fleet:read', 'self:write', 'campaign:write'],
  auditor: ['fleet:read', 'self:write', 'audit:read'],
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
