/** How much of a page is dark, from 0 to 1: a page that is all white, or all black, was not drawn. */
export function inkShare(rgba: Uint8ClampedArray): number {
  let dark = 0;
  for (let at = 0; at < rgba.length; at += 4) {
    const isOpaque = (rgba[at + 3] ?? 0) > 128;
    if (isOpaque && (rgba[at] ?? 0) + (rgba[at + 1] ?? 0) + (rgba[at + 2] ?? 0) < 384) dark += 1;
  }
  return rgba.length === 0 ? 0 : dark / (rgba.length / 4);
}

export function showsInk(rgba: Uint8ClampedArray): boolean {
  const share = inkShare(rgba);
  return share > 0.002 && share < 0.8;
}
