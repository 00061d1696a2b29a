/** Adjustments of the whole picture, −1..1 each; 0 leaves it alone. */
export interface Adjustments {
  readonly exposure: number;
  readonly contrast: number;
  readonly saturation: number;
  readonly temperature: number;
}

/** Three rows of [red, green, blue, offset] on sRGB values 0..1. */
export type ColourMatrix = readonly number[];

// Rec. 709 luma.
const luma = [0.2126, 0.7152, 0.0722] as const;

/**
 * All adjustments as one matrix, so that the page (an SVG filter on the GPU) and the worker that writes the file do exactly the same.
 * Exposure spans 1.5 stops each way, contrast turns about middle grey, temperature trades blue for red at equal luma.
 */
export function colourMatrix({ exposure, contrast, saturation, temperature }: Adjustments): ColourMatrix {
  const gain = 2 ** (1.5 * exposure);
  const red = 1 + 0.22 * temperature;
  const blue = 1 - 0.28 * temperature;
  const balance = luma[0] * red + luma[1] + luma[2] * blue;
  const gains = [(gain * red) / balance, gain / balance, (gain * blue) / balance] as const;
  const keep = 1 + saturation;
  const slope = contrast >= 0 ? 1 + 1.2 * contrast : 1 + 0.7 * contrast;
  const offset = 0.5 * (1 - slope);
  return [0, 1, 2].flatMap((row) => [
    ...[0, 1, 2].map((column) => {
      const mixed = (row === column ? keep : 0) + (1 - keep) * (luma[column] ?? 0);
      return slope * mixed * (gains[column] ?? 1);
    }),
    offset,
  ]);
}

/** The matrix as an SVG feColorMatrix takes it: alpha stays as it is. */
export function svgValues(matrix: ColourMatrix): string {
  const rows = [0, 4, 8].map((start) => [...matrix.slice(start, start + 3), 0, matrix[start + 3]].join(' '));
  return [...rows, '0 0 0 1 0'].join(' ');
}

/** Applies a matrix to RGBA bytes in place. Alpha is left alone. */
export function applyColour(pixels: Uint8ClampedArray, matrix: ColourMatrix): void {
  const [m00 = 1, m01 = 0, m02 = 0, o0 = 0, m10 = 0, m11 = 1, m12 = 0, o1 = 0, m20 = 0, m21 = 0, m22 = 1, o2 = 0] =
    matrix;
  for (let at = 0; at < pixels.length; at += 4) {
    const red = pixels[at] ?? 0;
    const green = pixels[at + 1] ?? 0;
    const blue = pixels[at + 2] ?? 0;
    pixels[at] = m00 * red + m01 * green + m02 * blue + o0 * 255;
    pixels[at + 1] = m10 * red + m11 * green + m12 * blue + o1 * 255;
    pixels[at + 2] = m20 * red + m21 * green + m22 * blue + o2 * 255;
  }
}
