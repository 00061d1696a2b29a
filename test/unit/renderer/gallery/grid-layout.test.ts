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

test('a large window has larger posters, not a wall of small ones', () => {
  expect(gridLayout(1_300)).toMatchObject({ columns: 5 });
  expect(gridLayout(2_400).cardWidth).toBeGreaterThan(290);
  expect(gridLayout(3_700).cardWidth).toBeLessThan(420);
});

test('before the first measurement nothing is negative', () => {
  expect(gridLayout(0).cardWidth).toBe(0);
  expect(gridLayout(0).rowHeight).toBeGreaterThan(0);
});
