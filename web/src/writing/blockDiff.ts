/** Beyond so many comparisons two lists are taken as wholly different, which keeps more than is needed and loses nothing. */
const mostComparisons = 4_000_000;

/**
 * The longest list of pairs of places at which `a` and `b` hold the same, both places ascending. The same input always
 * gives the same pairs.
 */
export function samePlaces(a: readonly string[], b: readonly string[]): [number, number][] {
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head += 1;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail])
    tail += 1;
  const pairs: [number, number][] = [];
  for (let at = 0; at < head; at += 1) pairs.push([at, at]);
  pairs.push(...middlePlaces(a.slice(head, a.length - tail), b.slice(head, b.length - tail), head));
  for (let at = tail; at > 0; at -= 1) pairs.push([a.length - at, b.length - at]);
  return pairs;
}

function middlePlaces(a: readonly string[], b: readonly string[], offset: number): [number, number][] {
  if (a.length * b.length > mostComparisons || a.length === 0 || b.length === 0) return [];
  const width = b.length + 1;
  /** How many are the same from here to the ends, for each pair of places. */
  const same = new Uint32Array((a.length + 1) * width);
  const at = (i: number, j: number) => same[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      same[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const pairs: [number, number][] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i] === b[j]) {
      pairs.push([offset + i, offset + j]);
      i += 1;
      j += 1;
    } else if (at(i + 1, j) >= at(i, j + 1)) i += 1;
    else j += 1;
  }
  return pairs;
}
