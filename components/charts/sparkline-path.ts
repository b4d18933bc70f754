/** The SVG path of a trend of shares, 0 at the foot and 1 at the top of `width` × `height`; gaps break the line, and a reading alone between gaps becomes a dot. */
export function sparklinePath(values: readonly (number | null)[], width: number, height: number): { path: string; dots: [number, number][] } {
  const at = (value: number, index: number): [number, number] => [
    round(values.length === 1 ? width - 3 : 3 + (index / (values.length - 1)) * (width - 6)),
    round(height - 3 - value * (height - 6)),
  ];
  const dots: [number, number][] = [];
  let path = '';
  values.forEach((value, index) => {
    if (value === null) return;
    const point = at(value, index);
    const follows = index > 0 && values[index - 1] !== null;
    const leads = index < values.length - 1 && values[index + 1] !== null;
    if (!follows && !leads) dots.push(point);
    else path += `${follows ? 'L' : 'M'}${point.join(' ')}`;
  });
  return { path, dots };
}

const round = (value: number) => Math.round(value * 10) / 10;
