import { describe, expect, it } from 'vitest';
import { largestDifference, passes, within, withinScale, worst } from '../../parity/check.ts';

describe('comparing tensors', () => {
  it('finds one number that is off, wherever it is', () => {
    const expected = Float32Array.of(1, -2, 3);
    for (const index of [0, 1, 2]) {
      const found = expected.with(index, (expected[index] ?? 0) - 0.5);
      expect(largestDifference(found, expected)).toBe(0.5);
    }
  });

  it.each([
    ['not a number', [1, Number.NaN], [1, 2]],
    ['infinite', [1, Number.POSITIVE_INFINITY], [1, 2]],
    ['missing', [1], [1, 1]],
    ['too many', [1, 2, 3], [1, 2]],
    ['nothing', [], []],
  ])('never passes what is %s', (_, found, expected) => {
    expect(passes(within(found, expected, 1e9))).toBe(false);
  });

  it('measures by the scale of what was expected, not of what was found', () => {
    expect(passes(withinScale([1000], [1], 0.1))).toBe(false);
    expect(passes(withinScale([100.9], [100], 0.01))).toBe(true);
    expect(passes(withinScale([0.01], [0], 0.1))).toBe(false);
  });

  it('shows the check that is furthest beyond its tolerance, not the largest number', () => {
    const fine = { error: 5, tolerance: 100 };
    const beyond = { error: 0.002, tolerance: 0.001 };
    const exact = { error: 1, tolerance: 0 };
    expect(worst({ fine, beyond })).toBe(beyond);
    expect(worst({ fine, beyond, exact })).toBe(exact);
  });
});
