import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parametersRecordSchema } from '../../../electron/contract/domain.ts';
import { type Mask, maskSchema, maxMaskPoints, paintMask } from '../../../electron/contract/mask.ts';

const size = { width: 60, height: 40 };
const dot = (x: number, y: number, radius = 0.1): Mask[number] => ({ kind: 'paint', points: [{ x, y }], radius });
const count = (painted: Uint8Array): number => painted.reduce((sum, value) => sum + value, 0);

describe('a mask', () => {
  it('is exactly the pixels within the brush of its strokes (would catch gaps and a wrong aspect ratio)', () => {
    const point = fc.record({
      x: fc.double({ min: -1, max: 2, noNaN: true }),
      y: fc.double({ min: -1, max: 2, noNaN: true }),
    });
    const stroke = fc.record({
      points: fc.array(point, { minLength: 1, maxLength: 5 }),
      radius: fc.double({ min: 0.05, max: 0.6, noNaN: true }),
    });
    fc.assert(
      fc.property(stroke, ({ points, radius }) => {
        const painted = paintMask([{ kind: 'paint', points, radius }], size);
        const pixels = points.map(({ x, y }) => ({ x: x * size.width, y: y * size.height }));
        const reach = radius * Math.min(size.width, size.height);
        const wrong: string[] = [];
        for (let y = 0; y < size.height; y++) {
          for (let x = 0; x < size.width; x++) {
            const near = Math.min(
              ...pixels.map((to, index) => distance({ x: x + 0.5, y: y + 0.5 }, pixels[index - 1] ?? to, to)),
            );
            if (Math.abs(near - reach) < 1e-6) continue;
            if (painted[y * size.width + x] !== (near < reach ? 1 : 0)) wrong.push(`${x}, ${y}`);
          }
        }
        expect(wrong).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('erases and turns inside out in the order of the strokes', () => {
    const painted = count(paintMask([dot(0.5, 0.5)], size));
    expect(painted).toBeGreaterThan(0);
    expect(count(paintMask([dot(0.5, 0.5), { ...dot(0.5, 0.5, 0.2), kind: 'erase' } as Mask[number]], size))).toBe(0);
    expect(count(paintMask([dot(0.5, 0.5), { kind: 'invert' }], size))).toBe(60 * 40 - painted);
    expect(count(paintMask([{ kind: 'invert' }], size))).toBe(60 * 40);
  });

  it('of the finest brush still meets a pixel (would catch a click without effect)', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), (x, y) => {
        expect(count(paintMask([dot(x, y, 1e-6)], size))).toBeGreaterThan(0);
      }),
    );
  });

  it('is refused with too many points, numbers that are none, or marks nobody knows', () => {
    const points = Array.from({ length: 4_000 }, () => ({ x: 0.5, y: 0.5 }));
    const stroke = { kind: 'paint', points, radius: 0.1 };
    expect(maskSchema.safeParse([stroke, stroke]).success).toBe(true);
    expect(2 * points.length).toBe(maxMaskPoints);
    const refused = [
      [stroke, stroke, dot(0, 0)],
      [{ ...stroke, points: [] }],
      [dot(Number.NaN, 0)],
      [dot(0, 0, Number.POSITIVE_INFINITY)],
      [{ ...dot(0, 0), radius: 0 }],
      [{ kind: 'everything' }],
    ];
    for (const mask of refused) {
      expect(maskSchema.safeParse(mask).success).toBe(false);
      expect(parametersRecordSchema.safeParse({ mask }).success).toBe(false);
    }
  });
});

function distance(at: { x: number; y: number }, from: { x: number; y: number }, to: { x: number; y: number }): number {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const along = ((at.x - from.x) * dx + (at.y - from.y) * dy) / Math.max(1e-12, dx * dx + dy * dy);
  const t = Math.min(1, Math.max(0, along));
  return Math.hypot(at.x - from.x - t * dx, at.y - from.y - t * dy);
}
