import { z } from 'zod';
import { alphasCumprod, interpolate, scheduleFields, spacedTimesteps, trainingSigmas } from './noise-schedule.ts';
import { eulerStep, originalAtSigma, scaledBySigma } from './prediction.ts';
import { combine, type Scheduler } from './scheduler.ts';

export const eulerAncestralSchema = z.object({
  ...scheduleFields,
  timestep_spacing: scheduleFields.timestep_spacing.unwrap().default('linspace'),
});

/**
 * Euler's method with fresh noise at every step (Karras et al., arXiv 2206.00364, as k-diffusion's `sample_euler_ancestral`), after
 * `scheduling_euler_ancestral_discrete.py`. Noise is drawn at the last step too, and multiplied by zero.
 */
export function eulerAncestral(config: z.infer<typeof eulerAncestralSchema>, steps: number): Scheduler {
  const table = trainingSigmas(config);
  const alphas = alphasCumprod(config);
  const timesteps = spacedTimesteps(config, steps);
  const sigmas = [...timesteps.map((timestep) => Math.fround(interpolate(table, timestep))), 0];
  const sigmaAt = (index: number) => sigmas[index] ?? 0;
  const highest = Math.max(...sigmas);
  let predictedOriginal: Float32Array | null = null;
  return {
    timesteps,
    sigmas,
    initNoiseSigma: config.timestep_spacing === 'leading' ? Math.sqrt(highest ** 2 + 1) : highest,
    get predictedOriginal() {
      return predictedOriginal;
    },
    scaleModelInput: (sample, index) => scaledBySigma(sample, sigmaAt(index)),
    step(prediction, index, sample, noise) {
      const [sigma, next] = [sigmaAt(index), sigmaAt(index + 1)];
      predictedOriginal = originalAtSigma(prediction, sample, sigma, config.prediction_type);
      const { down, up } = ancestralStep(sigma, next);
      return combine([1, eulerStep(sample, predictedOriginal, sigma, down)], [up, noise()]);
    },
    addNoise: (original, noise, index) =>
      index >= timesteps.length ? original.slice() : combine([1, original], [sigmaAt(index), noise]),
    alphaCumprod: (index) => interpolate(alphas, timesteps[index] ?? 0),
  };
}

/** Down to less noise than the next step has, then up to it with fresh noise; in float32, whose cancellation published results show. */
function ancestralStep(sigma: number, next: number): { down: number; up: number } {
  const [from, to] = [Math.fround(sigma ** 2), Math.fround(next ** 2)];
  const up = Math.fround(Math.sqrt(Math.fround(Math.fround(to * Math.fround(from - to)) / from)));
  return { down: Math.fround(Math.sqrt(Math.fround(to - Math.fround(up ** 2)))), up };
}
