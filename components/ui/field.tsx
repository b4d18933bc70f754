import clsx from 'clsx';
import { type ComponentProps, type ReactNode, useId } from 'react';

const box = 'w-full rounded-[7px] border border-field bg-panel px-2.5 text-ink focus-visible:outline-offset-0 disabled:opacity-60';

type Around = { label: ReactNode; hint?: ReactNode; className?: string };

function Frame({ id, label, hint, className, children }: Around & { id: string; children: ReactNode }) {
  return (
    <div className={clsx('flex flex-col gap-1', className)}>
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      {children}
      {hint ? <p id={`${id}-hint`} className="text-sm text-mute">{hint}</p> : null}
    </div>
  );
}

const described = (id: string, hint: ReactNode) => ({ 'aria-describedby': hint ? `${id}-hint` : undefined });

/** One line of text with its label and a hint. */
export function TextField({ label, hint, className, ...rest }: Around & ComponentProps<'input'>) {
  const id = useId();
  return (
    <Frame {...{ id, label, hint, className }}>
      <input id={id} {...described(id, hint)} {...rest} className={clsx(box, 'h-8 max-md:h-11')} />
    </Frame>
  );
}

/** Several lines of text, such as a kubeconfig. */
export function TextArea({ label, hint, className, ...rest }: Around & ComponentProps<'textarea'>) {
  const id = useId();
  return (
    <Frame {...{ id, label, hint, className }}>
      <textarea id={id} {...described(id, hint)} {...rest} className={clsx(box, 'min-h-24 py-1.5')} />
    </Frame>
  );
}

/** One of a few: the platform's own select, so that it works everywhere. */
export function Select({ label, hint, className, options, ...rest }: Around & ComponentProps<'select'> & { options: { value: string; label: string }[] }) {
  const id = useId();
  return (
    <Frame {...{ id, label, hint, className }}>
      <select id={id} {...described(id, hint)} {...rest} className={clsx(box, 'h-8 max-md:h-11')}>
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
