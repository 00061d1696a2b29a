import { z } from 'zod';
import { alphasCumprod, roundHalfEven, scheduleFields, spacedTimesteps } from './noise-schedule.ts';
import { clipped, epsilonOf, mixtureOf, originalOf } from './prediction.ts';
import { combine, type Scheduler } from './scheduler.ts';

export const ddimSchema = z.object({
  ...scheduleFields,
  clip_sample: z.boolean().default(true),
  clip_sample_range: z.number().default(1),
  set_alpha_to_one: z.boolean().default(true),
});

/**
 * DDIM (Song et al., arXiv 2010.02502), after diffusers `scheduling_ddim.py`.
 * @param eta 0 is deterministic; 1 adds fresh noise at every step, as DDPM does
 */
export function ddim(config: z.infer<typeof ddimSchema>, steps: number, eta: number): Scheduler {
  const alphas = alphasCumprod(config);
  const timesteps = spacedTimesteps(config, steps).map(roundHalfEven);
  const stride = Math.floor(config.num_train_timesteps / steps);
  const finalAlpha = config.set_alpha_to_one ? 1 : (alphas[0] ?? 1);
  const alphaAt = (index: number) => alphas[timesteps[index] ?? 0] ?? 0;
  let predictedOriginal: Float32Array | null = null;
  return {
    timesteps,
    sigmas: null,
    initNoiseSigma: 1,
    get predictedOriginal() {
      return predictedOriginal;
    },
    scaleModelInput: (sample) => sample,
    step(prediction, index, sample, noise) {
      const timestep = timesteps[index] ?? 0;
      const alpha = alphaAt(index);
      const alphaNext = timestep >= stride ? (alphas[timestep - stride] ?? 0) : finalAlpha;
      const mixture = mixtureOf(alpha);
      const epsilon = epsilonOf(prediction, sample, mixture, config.prediction_type);
      predictedOriginal = clipped(originalOf(prediction, sample, mixture, config.prediction_type), config);
      const variance = ((1 - alphaNext) / (1 - alpha)) * (1 - alpha / alphaNext);
      const deviation = eta * Math.sqrt(variance);
      // From no signal all is fresh noise when eta is 1; what is left is zero, or by rounding a little less.
      const direction = Math.sqrt(Math.max(0, 1 - alphaNext - deviation ** 2));
      const next = combine([Math.sqrt(alphaNext), predictedOriginal], [direction, epsilon]);
      return eta > 0 ? combine([1, next], [deviation, noise()]) : next;
    },
    addNoise(original, noise, index) {
      if (index >= timesteps.length) return original.slice();
      const mixture = mixtureOf(alphaAt(index));
      return combine([mixture.signal, original], [mixture.noise, noise]);
    },
    alphaCumprod: alphaAt,
  };
}
