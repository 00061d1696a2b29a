import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cropHandles, dragCrop, fitRatio } from '../../../../renderer/src/reference-editor/crop.ts';

const amount = fc.double({ min: -2, max: 2, noNaN: true });
const crops = fc
  .record({ x: fc.double({ min: 0, max: 0.7, noNaN: true }), y: fc.double({ min: 0, max: 0.7, noNaN: true }) })
  .chain(({ x, y }) =>
    fc.record({
      x: fc.constant(x),
      y: fc.constant(y),
      width: fc.double({ min: 0.1, max: 1 - x, noNaN: true }),
      height: fc.double({ min: 0.1, max: 1 - y, noNaN: true }),
    }),
  );
const near = 1e-9;

test('however a handle is dragged, the crop stays inside and holds something', () => {
  fc.assert(
    fc.property(
      crops,
      fc.constantFrom(...cropHandles, 'move' as const),
      amount,
      amount,
      fc.option(fc.double({ min: 0.3, max: 3, noNaN: true })),
      (crop, handle, dx, dy, ratio) => {
        const next = dragCrop(crop, handle, dx, dy, ratio);
        expect(next.x).toBeGreaterThanOrEqual(-near);
        expect(next.y).toBeGreaterThanOrEqual(-near);
        expect(next.x + next.width).toBeLessThanOrEqual(1 + near);
        expect(next.y + next.height).toBeLessThanOrEqual(1 + near);
        expect(Math.min(next.width, next.height)).toBeGreaterThan(0);
        if (ratio !== null && handle !== 'move') expect(next.width / next.height).toBeCloseTo(ratio, 6);
      },
    ),
  );
});

test('dragging moves the dragged side only', () => {
  const crop = { x: 0.2, y: 0.2, width: 0.4, height: 0.4 };
  expect(dragCrop(crop, 'w', 0.1, 0.3, null)).toEqual({
    x: expect.closeTo(0.3),
    y: 0.2,
    width: expect.closeTo(0.3),
    height: expect.closeTo(0.4),
  });
  expect(dragCrop(crop, 'move', 5, -5, null)).toEqual({ x: 0.6, y: 0, width: 0.4, height: 0.4 });
});

test('a ratio fits inside the crop there is, about its middle', () => {
  expect(fitRatio({ x: 0, y: 0, width: 1, height: 1 }, 2)).toEqual({ x: 0, y: 0.25, width: 1, height: 0.5 });
});
