import clsx from 'clsx';
import Link from 'next/link';
import type { ComponentProps } from 'react';

/** A link in running text or a cell: underlined on hover, so that dense tables stay calm. */
export function TextLink({ className, ...rest }: ComponentProps<typeof Link>) {
  return <Link prefetch={false} className={clsx('decoration-faint underline-offset-2 hover:underline', className)} {...rest} />;
}
