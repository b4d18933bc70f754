import clsx from 'clsx';
import type { ReactNode } from 'react';
import { TextLink } from '#components/ui/text-link.tsx';

/** A page that scrolls as a whole. */
export function Page({ children, className }: { children: ReactNode; className?: string }) {
  return <div className={clsx('mx-auto w-full max-w-[1500px] px-6 pt-5 pb-10 max-md:px-4 max-md:pt-4', className)}>{children}</div>;
}

/** A page whose table fills the window and scrolls inside it. */
export function FillPage({ children, className }: { children: ReactNode; className?: string }) {
  return <div className={clsx('flex h-[calc(100dvh-49px)] w-full flex-col px-6 pt-5 pb-4 max-md:h-[calc(100dvh-106px)] max-md:px-4 max-md:pt-3 max-md:pb-2', className)}>{children}</div>;
}

type PageHeaderProps = {
  title: ReactNode;
  /** The page above this one. */
  parent?: { label: string; href: string };
  /** A line under the title: state and key facts. */
  meta?: ReactNode;
  actions?: ReactNode;
};

/** The heading of a page with its state and its actions; the actions go below on small screens. */
export function PageHeader({ title, parent, meta, actions }: PageHeaderProps) {
  return (
    <div className="mb-4 flex flex-wrap items-start gap-x-4 gap-y-3 max-md:mb-3">
      <div className="min-w-0 flex-1 basis-[320px]">
        {parent ? (
          <TextLink href={parent.href} className="text-sm text-mute">
            {parent.label}
          </TextLink>
        ) : null}
        <h1 className="text-xl font-semibold tracking-[-0.015em] wrap-anywhere">{title}</h1>
        {meta ? <div className="mt-1 flex flex-wrap items-center gap-x-2.5 gap-y-1 wrap-anywhere text-mute [&>*]:min-w-0">{meta}</div> : null}
      </div>
      {actions ? <div className="flex flex-wrap items-center gap-2">{actions}</div> : null}
    </div>
  );
}

/** A large figure with its word, as in the line of the fleet; opens the list behind it. */
export function Figure({ value, label, href }: { value: ReactNode; label: ReactNode; href?: string }) {
  const words = (
    <>
      <b className="me-1.5 text-[22px] leading-none font-semibold tracking-[-0.02em] text-ink">{value}</b>
      {label}
    </>
  );
  return href ? (
    <TextLink href={href} className="text-mute">
      {words}
    </TextLink>
  ) : (
    <span className="text-mute">{words}</span>
  );
}
