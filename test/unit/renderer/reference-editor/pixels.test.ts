import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyColour, colourMatrix, svgValues } from '../../../../renderer/src/reference-editor/colour.ts';
import { floodRegion } from '../../../../renderer/src/reference-editor/flood.ts';

const none = { exposure: 0, contrast: 0, saturation: 0, temperature: 0 };

describe('adjustments', () => {
  test('at zero leave every byte alone', () => {
    const pixels = Uint8ClampedArray.from({ length: 256 * 4 }, (_, index) => (index * 7) % 256);
    const before = pixels.slice();
    applyColour(pixels, colourMatrix(none));
    expect(pixels).toEqual(before);
  });

  test('no saturation is grey, more exposure brighter, more contrast leaves middle grey', () => {
    const pixel = (rgb: readonly number[], adjustments: Partial<typeof none>): number[] => {
      const pixels = Uint8ClampedArray.of(...rgb, 255);
      applyColour(pixels, colourMatrix({ ...none, ...adjustments }));
      return [...pixels];
    };
    const [red, green, blue, alpha] = pixel([200, 80, 40], { saturation: -1 });
    expect(new Set([red, green, blue]).size).toBe(1);
    expect(alpha).toBe(255);
    expect(pixel([60, 60, 60], { exposure: 0.5 })[0]).toBeGreaterThan(60);
    expect(pixel([128, 128, 128], { contrast: 1 })[0]).toBeCloseTo(128, -1);
    const [warmRed = 0, , warmBlue = 0] = pixel([128, 128, 128], { temperature: 1 });
    expect(warmRed).toBeGreaterThan(warmBlue);
  });

  test('the page’s filter has the same twelve numbers, and leaves alpha alone', () => {
    const matrix = colourMatrix({ ...none, contrast: 0.4 });
    const values = svgValues(matrix).split(' ').map(Number);
    expect(values).toHaveLength(20);
    expect([...values.slice(0, 3), values[4]]).toEqual(matrix.slice(0, 4));
    expect(values.slice(15)).toEqual([0, 0, 0, 1, 0]);
  });
});

/** The region by definition: breadth first, one pixel at a time. */
function floodSlowly(
  values: readonly number[],
  width: number,
  height: number,
  start: number,
  tolerance: number,
): Uint8Array {
  const region = new Uint8Array(width * height);
  const queue = [start];
  while (queue.length > 0) {
    const at = queue.shift() ?? 0;
    if (region[at] === 1 || Math.abs((values[at] ?? 0) - (values[start] ?? 0)) > tolerance) continue;
    region[at] = 1;
    const x = at % width;
    if (x > 0) queue.push(at - 1);
    if (x < width - 1) queue.push(at + 1);
    if (at >= width) queue.push(at - width);
    if (at + width < width * height) queue.push(at + width);
  }
  return region;
}

describe('fill', () => {
  test('finds exactly the connected pixels that look alike', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 12 }),
        fc.infiniteStream(fc.nat(3)),
        fc.nat(200),
        fc.nat(2),
        (width, height, stream, pick, tolerance) => {
          const values = [...stream.take(width * height)];
          const pixels = Uint8ClampedArray.from(values.flatMap((value) => [value, value, value, 255]));
          const start = pick % (width * height);
          const at = { x: (start % width) + 0.5, y: Math.floor(start / width) + 0.5 };
          expect(floodRegion(pixels, { width, height }, at, tolerance)).toEqual(
            floodSlowly(values, width, height, start, tolerance),
          );
        },
      ),
    );
  });

  test('a click outside the picture fills nothing', () => {
    const region = floodRegion(new Uint8ClampedArray(16), { width: 2, height: 2 }, { x: -1, y: 0 }, 9);
    expect([...region]).toEqual([0, 0, 0, 0]);
  });
});
