import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { guide, hasBadNumbers } from '../../../../electron/pipeline/diffusion/guidance.ts';

const values = fc.array(fc.float({ min: -4, max: 4, noNaN: true }), { minLength: 4, maxLength: 24 });
const spread = (all: Float32Array) => {
  const mean = all.reduce((sum, value) => sum + value, 0) / all.length;
  return Math.sqrt(all.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (all.length - 1));
};

describe('guidance', () => {
  it('goes from the unconditional half (first) past the conditional one', () => {
    expect(guide(Float32Array.of(1, 2, 3, 6), 1)).toEqual(Float32Array.of(3, 6));
    expect(guide(Float32Array.of(1, 2, 3, 6), 2)).toEqual(Float32Array.of(5, 10));
    expect(guide(Float32Array.of(1, 2, 3, 6), 0)).toEqual(Float32Array.of(1, 2));
  });

  it('rescaled wholly has the spread of the conditional prediction, half-way the mean of both factors', () => {
    const prediction = Float32Array.of(0, 1, -1, 2, 1, 3, -2, 4);
    const [plain, whole, half] = [guide(prediction, 7.5), guide(prediction, 7.5, 1), guide(prediction, 7.5, 0.5)];
    expect(spread(whole)).toBeCloseTo(spread(prediction.slice(4)), 5);
    half.forEach((value, index) => {
      expect(value).toBeCloseTo(((plain[index] ?? 0) + (whole[index] ?? 0)) / 2, 4);
    });
  });

  it('rescaled keeps directions and stays finite, even where the prediction is flat', () => {
    fc.assert(
      fc.property(values, fc.double({ min: 0, max: 1, noNaN: true }), (numbers, rescale) => {
        const prediction = Float32Array.from([...numbers, ...numbers.map((value) => value / 2)]);
        expect(hasBadNumbers(guide(prediction, 3, rescale))).toBe(false);
      }),
    );
    expect(guide(new Float32Array(8).fill(2), 5, 1)).toEqual(new Float32Array(4).fill(2));
  });

  it('finds a single bad number', () => {
    expect(hasBadNumbers(Float32Array.of(0, Number.NaN, 1))).toBe(true);
    expect(hasBadNumbers(Float32Array.of(0, 1, -Infinity))).toBe(true);
    expect(hasBadNumbers(Float32Array.of(0, 1e38))).toBe(false);
  });
});
