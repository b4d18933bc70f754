'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { Select, TextField } from '#components/ui/field.tsx';
import { Identifier } from '#components/ui/identifier.tsx';
import { api } from '#lib/api/client.ts';
import { type Role, roles } from '#lib/access/permissions.ts';

/** Makes an API token and shows it, this once. */
export function CreateTokenDialog({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('viewer');
  const [days, setDays] = useState('90');
  const create = useMutation(api.access.tokens.create.mutationOptions({ onSuccess: () => void client.invalidateQueries({ queryKey: api.access.tokens.key() }) }));
  if (create.data) {
    return (
      <Dialog title={`Token ${create.data.name}`} description="Copy it now: it is not shown again." size="small" stays onClose={onClose} footer={<Button kind="primary" onClick={onClose}>I have copied it</Button>}>
        <Identifier value={create.data.token} short={false} className="[&_button]:opacity-100 [&_code]:break-all [&_code]:whitespace-normal" />
      </Dialog>
    );
  }
  return (
    <Dialog title="Make an API token" size="small" onClose={onClose}>
      <form
        className="flex flex-col gap-3.5"
        onSubmit={(event) => {
          event.preventDefault();
          if (!create.isPending) create.mutate({ name: name.trim(), role, expiresInDays: days === '' ? null : Number(days) });
        }}
      >
        <TextField label="Name" hint="What will use it, such as “nightly report”." required maxLength={100} value={name} onChange={(event) => setName(event.target.value)} />
        <Select label="Role" options={roles.map((value) => ({ value, label: value }))} value={role} onChange={(event) => setRole(roles.find((each) => each === event.target.value) ?? 'viewer')} />
        <TextField label="Valid for days" hint="Empty: until revoked." type="number" min={1} max={3650} value={days} onChange={(event) => setDays(event.target.value)} />
        {create.error ? <ErrorState error={create.error} what="The token was not made" compact /> : null}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" kind="primary" pending={create.isPending} disabled={name.trim() === ''}>
            Make the token
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
