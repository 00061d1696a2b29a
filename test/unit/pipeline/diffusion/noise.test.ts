import { describe, expect, it } from 'vitest';
import { gaussianNoise, philox } from '../../../../electron/pipeline/diffusion/noise.ts';

describe('seeded noise', () => {
  it('is Philox4x32-10, as its authors publish it', () => {
    const words = new Uint32Array(4);
    philox(0, 0, 0, words);
    // kat_vectors of Random123: philox4x32 10, counter and key zero.
    expect([...words]).toEqual([0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8]);
  });

  it('never changes: a take can be repeated in years', () => {
    expect(Array.from(gaussianNoise(1234, 0, 6))).toEqual([
      1.2291553020477295, -1.6164904832839966, 0.4646211266517639, -1.5605405569076538, 0.743367075920105,
      0.6330828070640564,
    ]);
  });

  it('does not depend on how much is drawn, and differs by seed and stream', () => {
    expect(gaussianNoise(5, 0, 1001).slice(0, 7)).toEqual(gaussianNoise(5, 0, 7));
    expect(gaussianNoise(5, 0, 8)).not.toEqual(gaussianNoise(6, 0, 8));
    expect(gaussianNoise(5, 0, 8)).not.toEqual(gaussianNoise(5, 1, 8));
  });

  it('is normal: mean 0, variance 1, no correlation between neighbours', () => {
    const noise = gaussianNoise(4_294_967_295, 0, 200_000);
    const mean = noise.reduce((sum, value) => sum + value, 0) / noise.length;
    const variance = noise.reduce((sum, value) => sum + (value - mean) ** 2, 0) / noise.length;
    let lag = 0;
    for (let i = 1; i < noise.length; i++) lag += (noise[i] ?? 0) * (noise[i - 1] ?? 0);
    const beyondTwo = noise.filter((value) => Math.abs(value) > 2).length / noise.length;
    expect(Math.abs(mean)).toBeLessThan(0.01);
    expect(Math.abs(variance - 1)).toBeLessThan(0.01);
    expect(Math.abs(lag / noise.length)).toBeLessThan(0.01);
    expect(Math.abs(beyondTwo - 0.0455)).toBeLessThan(0.002);
    expect(noise.every(Number.isFinite)).toBe(true);
  });
});
