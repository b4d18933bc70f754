import clsx from 'clsx';

const paths = {
  overview: 'M2.5 9.5h4v4h-4zM9.5 2.5h4v4h-4zM9.5 9.5h4v4h-4zM2.5 2.5h4v4h-4z',
  clusters: 'M8 1.8 13.4 5v6L8 14.2 2.6 11V5zM2.8 5.1 8 8.1l5.2-3M8 8.1v5.9',
  campaigns: 'M2.5 4h6M2.5 8h9M2.5 12h4.5M11 2.5 13.5 4 11 5.5M13 10.5v3M11.5 12h3',
  audit: 'M4 2.5h8v11H4zM6 5.5h4M6 8h4M6 10.5h2.5',
  settings: 'M2.5 4.5h6M12 4.5h1.5M2.5 11.5H4M7.5 11.5h6M10.2 2.8v3.4M5.8 9.8v3.4',
  search: 'M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9ZM10.4 10.4l3.1 3.1',
  chevron: 'M4.5 6.5 8 10l3.5-3.5',
  close: 'M4 4l8 8M12 4l-8 8',
  check: 'M3.5 8.5l3 3 6-7',
  copy: 'M5.5 5.5h7v8h-7zM3.5 10.5v-8h7',
  menu: 'M2.5 4.5h11M2.5 8h11M2.5 11.5h11',
  columns: 'M2.5 3h11v10h-11zM6.2 3v10M9.8 3v10',
  download: 'M8 2.5v7M5 7l3 3 3-3M3 13h10',
  rows: 'M2.5 4h11M2.5 7h11M2.5 10h11M2.5 13h11',
  more: 'M3.5 8h.01M8 8h.01M12.5 8h.01',
  plus: 'M8 3v10M3 8h10',
  bookmark: 'M4.5 2.5h7v11L8 10.8l-3.5 2.7z',
  external: 'M6 3.5H3.5v9h9V10M9 2.5h4.5V7M13 3 7.5 8.5',
} as const;
/** The icons that there are. */
export type IconName = keyof typeof paths;

/** A 16 px line icon; decorative, so it always stands beside a word or inside a labelled button. */
export function Icon({ name, className }: { name: IconName; className?: string }) {
  return (
    <svg viewBox="0 0 16 16" width="16" height="16" fill="none" stroke="currentColor" strokeWidth={name === 'more' ? 2 : 1.3} strokeLinecap="round" strokeLinejoin="round" aria-hidden className={clsx('shrink-0', className)}>
      <path d={paths[name]} />
    </svg>
  );
}
