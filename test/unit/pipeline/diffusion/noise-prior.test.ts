import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gaussianNoise } from '../../../../electron/pipeline/diffusion/noise.ts';
import { applyNoisePrior, type NoisePrior } from '../../../../electron/pipeline/diffusion/noise-prior.ts';
import { createScheduler } from '../../../../electron/pipeline/diffusion/schedulers/registry.ts';

const scheduler = createScheduler({ _class_name: 'DDIMScheduler', timestep_spacing: 'linspace' }, 6);
const shape = { width: 3, height: 2, channels: 2, frames: 4 };
/** One picture a frame, each brighter than the one before. */
const pictures = Float32Array.from({ length: 48 }, (_, index) => (index % 24) - 4 - Math.floor(index / 24));
const noise = gaussianNoise(7, 0, 48);
/** Start latents by the formula of each frame: kept · z + fresh · ε. Layout [channels, frames, h, w]. */
const byFormula = (kept: (frame: number) => number, fresh: (frame: number) => number) =>
  Float32Array.from(noise, (epsilon, index) => {
    const frame = Math.floor(index / 6) % 4;
    return kept(frame) * (pictures[index] ?? 0) + fresh(frame) * epsilon;
  });

describe('the latent noise prior', () => {
  const alpha = scheduler.alphaCumprod(0);
  const decay = (frame: number) => 0.5 * (1 - frame / 4);
  it.each<[NoisePrior, Float32Array]>([
    [
      { kind: 'mean-shift', strength: 0.25 },
      byFormula(
        () => 0.25,
        () => 1,
      ),
    ],
    [
      { kind: 'mix', strength: 0.3 },
      byFormula(
        () => 0.3,
        () => Math.sqrt(1 - 0.09),
      ),
    ],
    [{ kind: 'decay', strength: 0.5 }, byFormula(decay, (frame) => Math.sqrt(1 - decay(frame) ** 2))],
    [
      { kind: 'add-noise' },
      byFormula(
        () => Math.sqrt(alpha),
        () => Math.sqrt(1 - alpha),
      ),
    ],
  ])('%o shifts every frame and channel by its own share', (prior, expected) => {
    const found = applyNoisePrior(prior, noise, pictures, shape, scheduler);
    found.forEach((value, index) => {
      expect(value).toBeCloseTo(expected[index] ?? Number.NaN, 5);
    });
  });

  it('of no strength leaves the noise alone', () => {
    for (const kind of ['mean-shift', 'mix', 'decay'] as const) {
      expect(applyNoisePrior({ kind, strength: 0 }, noise, pictures, shape, scheduler)).toEqual(noise);
    }
  });

  it('moves the mean by strength times the picture, whatever the seed', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2 ** 32 - 1 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (seed, strength) => {
          const epsilon = gaussianNoise(seed, 0, 48);
          const shifted = applyNoisePrior({ kind: 'mean-shift', strength }, epsilon, pictures, shape, scheduler);
          shifted.forEach((value, index) => {
            expect(value - (epsilon[index] ?? 0)).toBeCloseTo(strength * (pictures[index] ?? 0), 4);
          });
        },
      ),
    );
  });

  it('reads one picture without frames too', () => {
    const still = { ...shape, frames: 0 };
    const picture = pictures.slice(0, 12);
    const found = applyNoisePrior({ kind: 'mean-shift', strength: 1 }, new Float32Array(12), picture, still, scheduler);
    expect(found).toEqual(picture);
  });
});
