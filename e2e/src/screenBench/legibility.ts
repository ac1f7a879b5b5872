/** A grey picture, row by row, 0 to 255. */
export interface Grey {
  width: number;
  height: number;
  pixels: Uint8Array;
}

const windowSide = 8;
const stride = 4;
/** A window whose reference varies less than this has no ink in it; paper is easy to code and would flatter. */
const leastInkDeviation = 16;
/** The constant of SSIM's contrast and structure term, (0.03 x 255) squared. */
const stabiliser = (0.03 * 255) ** 2;

/**
 * How well the strokes of a text survived, 0 to 1: the mean of SSIM's contrast and structure term over all windows of
 * 8 x 8 pixels that have ink in the reference. Brightness is left out, as text that is a shade darker is no less legible.
 */
export function textLegibility(reference: Grey, picture: Grey): number {
  const { width, height } = reference;
  let sum = 0;
  let count = 0;
  for (let top = 0; top + windowSide <= height; top += stride) {
    for (let left = 0; left + windowSide <= width; left += stride) {
      const likeness = windowLikeness(reference, picture, left, top);
      if (likeness === undefined) continue;
      sum += likeness;
      count += 1;
    }
  }
  if (count === 0) throw new Error('the reference has no text in it');
  return sum / count;
}

/**
 * The picture as a screen with half the pixels in each direction would show it, and back. Text of 20 pixels is then 10
 * high and at the edge of what is read with ease, which makes it the yardstick for readable.
 */
export function halved({ width, height, pixels }: Grey): Grey {
  const out = new Uint8Array(pixels.length);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const [left, top] = [x & ~1, y & ~1];
      const [right, bottom] = [Math.min(left + 1, width - 1), Math.min(top + 1, height - 1)];
      out[y * width + x] =
        ((pixels[top * width + left] ?? 0) +
          (pixels[top * width + right] ?? 0) +
          (pixels[bottom * width + left] ?? 0) +
          (pixels[bottom * width + right] ?? 0)) >>
        2;
    }
  }
  return { width, height, pixels: out };
}

function windowLikeness(reference: Grey, picture: Grey, left: number, top: number): number | undefined {
  let [sumR, sumP, squareR, squareP, product] = [0, 0, 0, 0, 0];
  for (let y = top; y < top + windowSide; y += 1) {
    for (let x = left; x < left + windowSide; x += 1) {
      const r = reference.pixels[y * reference.width + x] ?? 0;
      const p = picture.pixels[y * reference.width + x] ?? 0;
      sumR += r;
      sumP += p;
      squareR += r * r;
      squareP += p * p;
      product += r * p;
    }
  }
  const count = windowSide * windowSide;
  const varianceR = squareR / count - (sumR / count) ** 2;
  if (varianceR < leastInkDeviation ** 2) return undefined;
  const varianceP = squareP / count - (sumP / count) ** 2;
  const covariance = product / count - (sumR / count) * (sumP / count);
  return (2 * covariance + stabiliser) / (varianceR + varianceP + stabiliser);
}
