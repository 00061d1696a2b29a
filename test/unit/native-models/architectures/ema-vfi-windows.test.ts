import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { windowPlan } from '../../../../native-models/architectures/ema-vfi-windows.ts';

const size = fc.integer({ min: 1, max: 40 });
const plans = fc.record({ height: size, width: size, window: fc.integer({ min: 2, max: 9 }), shifted: fc.boolean() });

describe('attention windows', () => {
  it('hold every token once, and know where it stands', () => {
    fc.assert(
      fc.property(plans, ({ height, width, window, shifted }) => {
        const plan = windowPlan(height, width, window, shifted ? Math.floor(window / 2) : 0);
        expect(plan.tokens).toHaveLength(plan.count * plan.length);
        const real = plan.tokens.filter((token) => token < height * width);
        expect([...real].sort((a, b) => a - b)).toEqual(Array.from({ length: height * width }, (_, token) => token));
        plan.places.forEach((place, token) => {
          expect(plan.tokens[place]).toBe(token);
        });
      }),
    );
  });

  it('keep tokens apart that only the roll brought together', () => {
    fc.assert(
      fc.property(plans, ({ height, width, window }) => {
        const plan = windowPlan(height, width, window, Math.floor(window / 2));
        for (let at = 0; at < plan.tokens.length; at++) {
          const first = at - (at % plan.length);
          const [a = 0, b = 0] = [plan.tokens[first], plan.tokens[at]];
          if (a >= height * width || b >= height * width) continue;
          const rows = Math.abs(Math.floor(a / width) - Math.floor(b / width));
          const columns = Math.abs((a % width) - (b % width));
          const neighbours = rows < window && columns < window;
          if (!neighbours) expect(plan.groups?.[at]).not.toBe(plan.groups?.[first]);
        }
      }),
    );
  });

  it('need no mask when the map is made of whole windows that are not rolled', () => {
    expect(windowPlan(14, 21, 7, 0).groups).toBeNull();
    expect(windowPlan(14, 21, 7, 3).groups).not.toBeNull();
    expect(windowPlan(14, 20, 7, 0).groups).not.toBeNull();
  });

  it('pad in the middle: a map of 3 × 2 in one window of 7', () => {
    const { tokens, count } = windowPlan(3, 2, 7, 0);
    expect(count).toBe(1);
    const rows = Array.from({ length: 7 }, (_, row) => [...tokens.subarray(row * 7, row * 7 + 7)]);
    expect(rows[2]).toEqual([6, 6, 0, 1, 6, 6, 6]);
    expect(rows[4]).toEqual([6, 6, 4, 5, 6, 6, 6]);
    expect(rows[1]).toEqual(new Array(7).fill(6));
  });

  it('use the groups of the padding as they were before the roll', () => {
    const { groups } = windowPlan(5, 7, 7, 3);
    // One row of padding above, one below: rows 0 and 6 of the window, although the roll has moved them.
    const column = Array.from({ length: 7 }, (_, row) => Math.floor((groups?.[row * 7] ?? 0) / 27));
    expect(column).toEqual([0, 1, 1, 1, 1, 1, 2]);
  });
});
