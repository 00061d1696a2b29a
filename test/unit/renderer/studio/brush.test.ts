import fc from 'fast-check';
import { expect, test } from 'vitest';
import { brushRegionSchema } from '../../../../electron/contract/parameters.ts';
import { arrowTip, extendRegion, pointArrowAt, startRegion } from '../../../../renderer/src/studio/brush.ts';

const place = fc.record({
  x: fc.double({ min: -0.5, max: 1.5, noNaN: true }),
  y: fc.double({ min: -0.5, max: 1.5, noNaN: true }),
});

test('whatever is painted and pointed at, the contract takes it', () => {
  fc.assert(
    fc.property(
      place,
      fc.array(place, { maxLength: 60 }),
      place,
      fc.double({ min: 0.4, max: 2.5, noNaN: true }),
      (start, stroke, tip, aspect) => {
        const region = pointArrowAt(stroke.reduce(extendRegion, startRegion(start, 0.08)), tip, aspect);
        expect(brushRegionSchema.safeParse(region).success).toBe(true);
      },
    ),
  );
});

test('the arrow ends where it was dropped, also on wide pictures', () => {
  const region = pointArrowAt(startRegion({ x: 0.5, y: 0.5 }, 0.08), { x: 0.6, y: 0.4 }, 16 / 9);
  const tip = arrowTip(region, 16 / 9);
  expect(tip.x).toBeCloseTo(0.6, 3);
  expect(tip.y).toBeCloseTo(0.4, 3);
});
