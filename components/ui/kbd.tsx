/** A key as printed on a keyboard. */
export function Kbd({ children }: { children: string }) {
  return <kbd className="mono inline-grid h-[18px] min-w-[18px] place-items-center rounded border border-line bg-bg px-1 text-[11px] text-mute">{children}</kbd>;
}
