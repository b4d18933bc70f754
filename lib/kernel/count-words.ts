/** A count with its noun: "1 cluster", "1,200 clusters". `many` is given where it is not `one` with an s. */
export function countWords(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}
