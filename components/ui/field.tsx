import clsx from 'clsx';
import { type ComponentProps, type ReactNode, useId } from 'react';

const box = 'w-full rounded-[7px] border border-field bg-panel px-2.5 text-ink focus-visible:outline-offset-0 aria-invalid:border-fail disabled:opacity-60';

type Around = { label: ReactNode; hint?: ReactNode; error?: ReactNode; className?: string };

function Frame({ id, label, hint, error, className, children }: Around & { id: string; children: ReactNode }) {
  return (
    <div className={clsx('flex flex-col gap-1', className)}>
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      {children}
      {hint && !error ? <p id={`${id}-hint`} className="text-sm text-mute">{hint}</p> : null}
      {error ? <p id={`${id}-hint`} className="text-sm text-fail">{error}</p> : null}
    </div>
  );
}

const described = (id: string, { hint, error }: Around) => ({ 'aria-describedby': hint || error ? `${id}-hint` : undefined, 'aria-invalid': error ? true : undefined });

/** One line of text with its label, a hint, and an error that replaces the hint. */
export function TextField({ label, hint, error, className, ...rest }: Around & ComponentProps<'input'>) {
  const id = useId();
  return (
    <Frame {...{ id, label, hint, error, className }}>
      <input id={id} {...described(id, { label, hint, error })} {...rest} className={clsx(box, 'h-8 max-md:h-11')} />
    </Frame>
  );
}

/** Several lines of text, such as a kubeconfig. */
export function TextArea({ label, hint, error, className, ...rest }: Around & ComponentProps<'textarea'>) {
  const id = useId();
  return (
    <Frame {...{ id, label, hint, error, className }}>
      <textarea id={id} {...described(id, { label, hint, error })} {...rest} className={clsx(box, 'min-h-24 py-1.5')} />
    </Frame>
  );
}

/** One of a few: the platform's own select, so that it works everywhere. */
export function Select({ label, hint, error, className, options, ...rest }: Around & ComponentProps<'select'> & { options: { value: string; label: string }[] }) {
  const id = useId();
  return (
    <Frame {...{ id, label, hint, error, className }}>
      <select id={id} {...described(id, { label, hint, error })} {...rest} className={clsx(box, 'h-8 max-md:h-11')}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </Frame>
  );
}

/** A tick box with its words at its right. */
export function Checkbox({ label, hint, className, ...rest }: { label: ReactNode; hint?: ReactNode } & Omit<ComponentProps<'input'>, 'type'>) {
  return (
    <label className={clsx('flex cursor-pointer items-start gap-2', className)}>
      <input type="checkbox" {...rest} className="mt-[2px] size-4 shrink-0" />
      <span>
        {label}
        {hint ? <span className="block text-sm text-mute">{hint}</span> : null}
      </span>
    </label>
  );
}
