/**
 * Connected pixels whose colour is within `tolerance` (0..255, largest difference of a channel, opacity one of them) of the one at (x, y).
 * Scanline fill: memory and time grow with the region, not with recursion. Returns 1 a pixel inside, 0 outside.
 */
export function floodRegion(
  pixels: Uint8ClampedArray,
  size: { readonly width: number; readonly height: number },
  at: { readonly x: number; readonly y: number },
  tolerance: number,
): Uint8Array {
  const { width, height } = size;
  const region = new Uint8Array(width * height);
  const startX = Math.floor(at.x);
  const startY = Math.floor(at.y);
  if (startX < 0 || startY < 0 || startX >= width || startY >= height) return region;
  const start = (startY * width + startX) * 4;
  const [red = 0, green = 0, blue = 0, alpha = 0] = pixels.subarray(start, start + 4);
  const fits = (index: number): boolean =>
    region[index] === 0 &&
    Math.abs((pixels[index * 4] ?? 0) - red) <= tolerance &&
    Math.abs((pixels[index * 4 + 1] ?? 0) - green) <= tolerance &&
    Math.abs((pixels[index * 4 + 2] ?? 0) - blue) <= tolerance &&
    Math.abs((pixels[index * 4 + 3] ?? 0) - alpha) <= tolerance;

  const seeds = [startY * width + startX];
  for (let seed = seeds.pop(); seed !== undefined; seed = seeds.pop()) {
    if (!fits(seed)) continue;
    const row = Math.floor(seed / width) * width;
    let left = seed;
    while (left > row && fits(left - 1)) left -= 1;
    let right = seed;
    while (right < row + width - 1 && fits(right + 1)) right += 1;
    region.fill(1, left, right + 1);
    for (const next of [row - width, row + width]) {
      if (next < 0 || next >= width * height) continue;
      let wasInside = false;
      for (let column = left - row; column <= right - row; column += 1) {
        const isInside = fits(next + column);
        if (isInside && !wasInside) seeds.push(next + column);
        wasInside = isInside;
      }
    }
  }
  return region;
}
