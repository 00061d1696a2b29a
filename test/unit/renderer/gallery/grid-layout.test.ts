import fc from 'fast-check';
import { expect, test } from 'vitest';
import { gridLayout } from '../../../../renderer/src/gallery/grid-layout.ts';

test('columns fill the width exactly at every window size', () => {
  fc.assert(
    fc.property(fc.integer({ min: 300, max: 4_000 }), (width) => {
      const { columns, cardWidth, gap } = gridLayout(width);
      expect(columns * cardWidth + (columns - 1) * gap).toBeCloseTo(width);
      expect(columns === 2 || cardWidth >= 212).toBe(true);
    }),
  );
});

test('before the first measurement nothing is negative', () => {
  expect(gridLayout(0).cardWidth).toBe(0);
  expect(gridLayout(0).rowHeight).toBeGreaterThan(0);
});
