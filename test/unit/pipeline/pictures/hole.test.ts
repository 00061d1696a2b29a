import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { paintMask } from '../../../../electron/contract/mask.ts';
import { cut, inLatents, paste, softened, surroundings } from '../../../../electron/pipeline/pictures/hole.ts';

const plane = (width: number, height: number, x: number, y: number, radius: number) => ({
  width,
  height,
  data: paintMask([{ kind: 'paint', points: [{ x, y }], radius }], { width, height }),
});
const fraction = fc.double({ min: 0, max: 1, noNaN: true });
const edge = fc.integer({ min: 3, max: 90 });

describe('the surroundings of a hole', () => {
  it('hold the hole, lie inside the picture, and are as large as the model where there is room', () => {
    fc.assert(
      fc.property(edge, edge, fraction, fraction, fraction, (width, height, x, y, radius) => {
        const hole = plane(width, height, x, y, radius * 0.6);
        const region = surroundings(hole, { width: 32, height: 32 });
        expect(region.x).toBeGreaterThanOrEqual(0);
        expect(region.y).toBeGreaterThanOrEqual(0);
        expect(region.x + region.width).toBeLessThanOrEqual(width);
        expect(region.y + region.height).toBeLessThanOrEqual(height);
        expect(region.width).toBeGreaterThanOrEqual(Math.min(width, 32));
        expect(region.height).toBeGreaterThanOrEqual(Math.min(height, 32));
        const inside = cut(hole, region, 1).reduce((sum, value) => sum + value, 0);
        expect(inside).toBe(hole.data.reduce((sum, value) => sum + value, 0));
      }),
    );
  });

  it('are three times the hole, not the whole picture (would catch detail lost on a large picture)', () => {
    const region = surroundings(plane(1024, 1024, 0.3, 0.4, 0.05), { width: 128, height: 128 });
    expect(region.width).toBeGreaterThan(290);
    expect(region.width).toBeLessThan(320);
    expect(surroundings(plane(1024, 1024, 0.3, 0.4, 0.01), { width: 128, height: 128 })).toMatchObject({
      width: 128,
      height: 128,
    });
  });
});

it('the thinnest stroke opens at least one latent (would catch a mask that changes nothing)', () => {
  fc.assert(
    fc.property(fraction, fraction, (x, y) => {
      const hole = inLatents(plane(90, 70, x, y, 1e-6), { width: 5, height: 4 }, 8);
      expect([hole.width, hole.height]).toEqual([40, 32]);
      const open = hole.data.filter((value) => value === 255).length;
      expect(open).toBeGreaterThanOrEqual(64);
      expect(open % 64).toBe(0);
    }),
  );
});

describe('what is pasted', () => {
  const picture = { width: 40, height: 30, data: Buffer.alloc(40 * 30 * 3, 10) };
  const region = { x: 5, y: 4, width: 30, height: 20 };
  const drawn = { width: 30, height: 20, data: new Uint8Array(30 * 20 * 3).fill(210) };

  it('leaves every byte outside the mask, and the picture it was given, as they were', () => {
    const hole = plane(40, 30, 0.5, 0.5, 0.25);
    const share = softened({ width: 30, height: 20, data: cut(hole, region, 1) }, 3).data;
    // A Buffer: its `slice` would be the same memory.
    const made = paste(picture, drawn, share, region);
    expect(picture.data.every((byte) => byte === 10)).toBe(true);
    for (const [pixel, inside] of hole.data.entries()) {
      if (!inside) expect([...made.data.subarray(3 * pixel, 3 * pixel + 3)]).toEqual([10, 10, 10]);
    }
    expect(made.data[3 * (15 * 40 + 20)]).toBe(210);
    expect(new Set(made.data).size).toBeGreaterThan(3);
  });

  it('shows in full in a mask of everything, and at the edge of the picture, but fades along the mask’s own edge', () => {
    const everything = softened({ width: 8, height: 6, data: new Uint8Array(48).fill(1) }, 4);
    expect(everything.data.every((share) => share === 1)).toBe(true);
    const left = softened(
      { width: 20, height: 1, data: Uint8Array.from({ length: 20 }, (_, x) => (x < 10 ? 1 : 0)) },
      4,
    );
    expect(left.data[0]).toBe(1);
    expect([...left.data.slice(6, 10)]).toEqual([...left.data.slice(6, 10)].sort((a, b) => b - a));
    expect(left.data[9]).toBeLessThan(0.5);
    expect(left.data[10]).toBe(0);
  });

  it('shows in a stroke thinner than the rim', () => {
    const thin = softened({ width: 9, height: 9, data: plane(9, 9, 0.5, 0.5, 0.12).data }, 20);
    expect(Math.max(...thin.data)).toBe(1);
  });
});
