import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blendTiles, type Picture, piece, tilesOf } from '../../../../electron/pipeline/diffusion/tile-blending.ts';

const sizes = fc.record({
  width: fc.integer({ min: 1, max: 40 }),
  height: fc.integer({ min: 1, max: 40 }),
  size: fc.integer({ min: 4, max: 16 }),
});

function random(width: number, height: number): Picture {
  const data = Float32Array.from({ length: 2 * width * height }, (_, index) => Math.sin(index * 12.9898) * 10);
  return { channels: 2, width, height, data };
}

describe('tiles', () => {
  it('cover every place, and none lies outside', () => {
    fc.assert(
      fc.property(sizes, ({ width, height, size }) => {
        const covered = new Set<number>();
        for (const tile of tilesOf({ width, height }, size, Math.floor(size * 0.75))) {
          expect(tile.width).toBeGreaterThan(0);
          expect(tile.x + tile.width).toBeLessThanOrEqual(width);
          expect(tile.y + tile.height).toBeLessThanOrEqual(height);
          for (let y = tile.y; y < tile.y + tile.height; y++) {
            for (let x = tile.x; x < tile.x + tile.width; x++) covered.add(y * width + x);
          }
        }
        expect(covered.size).toBe(width * height);
      }),
    );
  });

  it('cut out and put together again make the picture they came from', () => {
    fc.assert(
      fc.property(sizes, ({ width, height, size: quarter }) => {
        const size = quarter * 4;
        const picture = random(width, height);
        const tiles = tilesOf(picture, size, size * 0.75);
        const whole = blendTiles(
          tiles,
          tiles.map((tile) => piece(picture, tile)),
          { extent: quarter, limit: size - quarter },
        );
        expect([whole.width, whole.height]).toEqual([width, height]);
        whole.data.forEach((value, index) => {
          expect(value).toBeCloseTo(picture.data[index] ?? Number.NaN, 4);
        });
      }),
    );
  });

  it('fade from one to the next without a step', () => {
    const constant = (value: number): Picture => ({
      channels: 1,
      width: 8,
      height: 8,
      data: new Float32Array(64).fill(value),
    });
    const tiles = tilesOf({ width: 12, height: 8 }, 8, 6);
    const narrow: Picture = { channels: 1, width: 6, height: 8, data: new Float32Array(48).fill(8) };
    const below: Picture = { channels: 1, width: 8, height: 2, data: new Float32Array(16).fill(0) };
    const corner: Picture = { channels: 1, width: 6, height: 2, data: new Float32Array(12).fill(8) };
    const whole = blendTiles(tiles, [constant(0), narrow, below, corner], { extent: 2, limit: 6 });
    expect(Array.from(whole.data.subarray(0, 12))).toEqual([0, 0, 0, 0, 0, 0, 0, 4, 8, 8, 8, 8]);
  });

  it('refuses results that are not one a tile', () => {
    const tiles = tilesOf({ width: 8, height: 8 }, 8, 6);
    expect(() => blendTiles(tiles, [random(8, 8)], { extent: 2, limit: 6 })).toThrow(RangeError);
  });
});
