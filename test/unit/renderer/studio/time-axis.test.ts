import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { scrollAfterZoom, ticks, tileThumbnails } from '../../../../renderer/src/studio/time-axis.ts';

describe('the ruler', () => {
  test('labels never crowd, at any zoom', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.2, max: 20, noNaN: true }),
        fc.double({ min: 40, max: 4000, noNaN: true }),
        (duration, scale) => {
          const labelled = ticks(duration, scale, 90).filter(({ label }) => label !== null);
          labelled.slice(1).forEach((tick, index) => {
            expect((tick.seconds - (labelled[index]?.seconds ?? 0)) * scale).toBeGreaterThanOrEqual(89.9);
          });
          expect(new Set(labelled.map(({ label }) => label)).size).toBe(labelled.length);
        },
      ),
    );
  });

  test('nothing to measure, nothing drawn', () => {
    expect(ticks(0, 100)).toEqual([]);
  });
});

test('zooming keeps the moment under the pointer', () => {
  const after = scrollAfterZoom({ scroll: 100, pointer: 300, oldScale: 50, newScale: 80 });
  expect((after + 300) / 80).toBeCloseTo((100 + 300) / 50);
});

test('tiles show thumbnails in order, all of them when there is room', () => {
  expect(tileThumbnails(4, 4)).toEqual([0, 1, 2, 3]);
  expect(tileThumbnails(2, 8)).toEqual([2, 6]);
  expect(tileThumbnails(6, 3)).toEqual([0, 0, 1, 1, 2, 2]);
});
