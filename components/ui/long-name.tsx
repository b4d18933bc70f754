/** How much of a name's end is always shown, in characters: what generated names differ in. */
const tailLength = 7;

/** A generated name in monospace: where it is too long the middle goes, since names of one group differ at their ends. */
export function LongName({ name, tip }: { name: string; tip?: string }) {
  if (name.length <= 2 * tailLength) return <span className="mono" data-tip={tip}>{name}</span>;
  return (
    <span className="mono flex min-w-0" data-whole={name} data-tip={tip}>
      <span className="truncate">{name.slice(0, -tailLength)}</span>
      <span className="shrink-0">{name.slice(-tailLength)}</span>
    </span>
  );
}
