'use client';
import clsx from 'clsx';
import { useState } from 'react';
import { Icon } from './icon.tsx';

/** `sha256:9f86…0a08` for a digest, `9f3c…71ab` for a bare hash; short text stays whole. */
export function shortenIdentifier(text: string): string {
  const match = /^(?:([a-z0-9]+):)?([0-9a-f]{16,})$/.exec(text);
  if (!match) return text;
  const [, algorithm, hex = ''] = match;
  return `${algorithm ? `${algorithm}:` : ''}${hex.slice(0, 4)}…${hex.slice(-4)}`;
}

/** A digest, version or name in monospace that copies whole; digests are shown short. */
export function Identifier({ value, short = true, className }: { value: string; short?: boolean; className?: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(value);
      setCopied(true);
      window.setTimeout(() => setCopied(false), 1500);
    } catch {
      window.prompt('Copy', value);
    }
  };
  return (
    <span className={clsx('group/id inline-flex max-w-full items-center gap-1 align-baseline', className)}>
      <code className="mono truncate" data-tip={short && shortenIdentifier(value) !== value ? value : undefined}>
        {short ? shortenIdentifier(value) : value}
      </code>
      <button
        type="button"
        onClick={copy}
        aria-label={copied ? 'Copied' : `Copy ${value}`}
        className="grid size-6 -my-1 place-items-center rounded text-faint opacity-0 transition-opacity group-hover/id:opacity-100 hover:text-ink focus-visible:opacity-100 max-md:opacity-100"
      >
        <Icon name={copied ? 'check' : 'copy'} className="size-3.5" />
      </button>
    </span>
  );
}
