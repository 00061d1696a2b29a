import { describe, expect, it } from 'vitest';
import { movedBy } from '../../evaluate/camera-motion.ts';
import { jerkiness, shareOutside } from '../../evaluate/displacements.ts';
import { drawnPictures } from '../../evaluate/drawn-pictures.ts';
import { psnr } from '../../evaluate/measures.ts';
import { footages, type Look, view } from '../../evaluate/moving-view.ts';

const [picture, other] = drawnPictures(2, 192);
if (!picture || !other) throw new Error('Nothing was drawn.');

describe('drawn pictures', () => {
  it('are the same every time, and of different pictures', () => {
    expect(drawnPictures(1, 192)[0]?.data).toEqual(picture.data);
    expect(psnr(picture, other)).toBeLessThan(20);
  });
});

describe('a moving view', () => {
  it('moves by whole pixels without a change of any', () => {
    const [still, moved] = [view(picture, 96, { shiftX: 0, shiftY: 0 }), view(picture, 96, { shiftX: 5, shiftY: 3 })];
    expect(moved.data[3 * (40 * 96 + 45)]).toBe(still.data[3 * (37 * 96 + 40)]);
    expect(still.data[0]).toBe(picture.data[3 * (48 * 192 + 48)]);
  });

  it('of two layers: the near one covers the far one, and both move', () => {
    const frameAt = footages(picture, other, 96)['parallax with occlusion'];
    const [first, last] = [frameAt?.(0), frameAt?.(1)];
    const at = 3 * (48 * 96 + 48);
    // The middle shows the near picture, 7 pixels to the left of where it will be half-way, then as far to the right.
    expect(first?.data[at]).toBe(other.data[3 * ((96 + 2) * 192 + 96 + 7)]);
    expect(last?.data[at]).toBe(other.data[3 * ((96 - 2) * 192 + 96 - 7)]);
  });
});

describe('the move of a picture, seen in its frames', () => {
  const clip = (look: (step: number) => Look) => Array.from({ length: 6 }, (_, step) => view(picture, 128, look(step)));

  it.each([
    [
      'pan',
      (step: number) => ({ shiftX: -2 * step, shiftY: 0 }),
      { right: -10 / 64, down: 0, growth: 0, clockwise: 0 },
    ],
    [
      'tilt',
      (step: number) => ({ shiftX: 0, shiftY: 1.5 * step }),
      { right: 0, down: 7.5 / 64, growth: 0, clockwise: 0 },
    ],
    [
      'zoom',
      (step: number) => ({ shiftX: 0, shiftY: 0, zoom: 1.02 ** step }),
      { right: 0, down: 0, growth: 0.1, clockwise: 0 },
    ],
    [
      'roll',
      (step: number) => ({ shiftX: 0, shiftY: 0, turn: -0.02 * step }),
      { right: 0, down: 0, growth: 0, clockwise: -0.1 },
    ],
  ])('%s', (_, look, expected) => {
    const moved = movedBy(clip(look));
    for (const [key, value] of Object.entries(expected)) {
      expect(Math.abs(moved[key as keyof typeof moved] - value), key).toBeLessThan(0.02);
    }
  });

  it('is none where nothing moves', () => {
    for (const value of Object.values(movedBy(clip(() => ({ shiftX: 0, shiftY: 0 })))))
      expect(Math.abs(value)).toBeLessThan(1e-4);
  });
});

describe('displacements', () => {
  const field = (x: number): Float32Array =>
    Float32Array.from({ length: 8 * 8 * 2 }, (_, at) => (at % 2 === 0 ? x : 0));

  it('that look beyond the edge are counted', () => {
    expect(shareOutside({ fields: [field(0)] })).toBe(0);
    // An eighth of the cells, those of the last column, and they alone.
    expect(shareOutside({ fields: [field(0.2)] })).toBe(1 / 8);
  });

  it('that start at full speed are a jerk, those that ease in and out are not', () => {
    expect(jerkiness({ fields: [1, 2, 3, 4].map(field) })).toBeCloseTo(1, 6);
    const eased = Array.from({ length: 32 }, (_, step) => field(0.5 - 0.5 * Math.cos((Math.PI * (step + 1)) / 32)));
    expect(jerkiness({ fields: eased })).toBeLessThan(0.15);
  });
});
