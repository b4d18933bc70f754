'use client';
import { type ReactNode, useState } from 'react';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { ErrorState } from './error-state.tsx';
import { TextField } from './field.tsx';

type ConfirmDialogProps = {
  title: ReactNode;
  /** What will happen, and what will not. */
  children: ReactNode;
  /** Words of the button that acts, with the number: "Abort 14 clusters". */
  action: string;
  danger?: boolean;
  /** How many things it touches; of five or more the person types the number. */
  count?: number;
  /** Asks for a reason, which goes into the audit record. */
  askReason?: boolean;
  pending?: boolean;
  error?: unknown;
  onConfirm: (reason: string | undefined) => void;
  onClose: () => void;
};

const typeFrom = 5;

/** Confirms something that cannot simply be undone; above a threshold the number of targets must be typed. */
export function ConfirmDialog({ title, children, action, danger = false, count = 1, askReason = false, pending = false, error, onConfirm, onClose }: ConfirmDialogProps) {
  const [typed, setTyped] = useState('');
  const [reason, setReason] = useState('');
  const mustType = count >= typeFrom;
  const ready = !mustType || typed.trim() === String(count);
  return (
    <Dialog title={title} size="small" onClose={onClose}>
      <form
        className="flex flex-col gap-3.5"
        onSubmit={(event) => {
          event.preventDefault();
          if (ready && !pending) onConfirm(reason.trim() || undefined);
        }}
      >
        <div>{children}</div>
        {askReason ? <TextField label="Reason" hint="Optional. It stands in the audit record." value={reason} maxLength={1000} onChange={(event) => setReason(event.target.value)} /> : null}
        {mustType ? <TextField label={`Type ${count} to confirm`} inputMode="numeric" autoComplete="off" value={typed} onChange={(event) => setTyped(event.target.value)} /> : null}
        {error ? <ErrorState error={error} compact /> : null}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" kind={danger ? 'danger' : 'primary'} pending={pending} disabled={!ready}>
            {action}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
