import { z } from 'zod';
import { StudioError } from '../../../contract/errors.ts';
import { alphasCumprod, scheduleFields } from './noise-schedule.ts';
import { clipped, mixtureOf, originalOf } from './prediction.ts';
import { combine, type Scheduler } from './scheduler.ts';

export const lcmSchema = z.object({
  ...scheduleFields,
  beta_start: z.number().default(0.00085),
  beta_end: z.number().default(0.012),
  beta_schedule: scheduleFields.beta_schedule.unwrap().default('scaled_linear'),
  original_inference_steps: z.number().int().min(1).default(50),
  clip_sample: z.boolean().default(false),
  clip_sample_range: z.number().default(1),
  set_alpha_to_one: z.boolean().default(true),
  timestep_scaling: z.number().default(10),
});
type Config = z.infer<typeof lcmSchema>;

/** The spread of clean samples that the boundary condition of consistency models assumes. */
const sigmaData = 0.5;

/**
 * Multistep sampling of latent consistency models (Luo et al., arXiv 2310.04378), after diffusers `scheduling_lcm.py`: jump to
 * the clean sample, then add fresh noise for the next timestep. The timesteps are picked from those the model was distilled at.
 * @throws StudioError `invalid-input` for more steps than that
 */
export function lcm(config: Config, steps: number): Scheduler {
  const alphas = alphasCumprod(config);
  const timesteps = distilledTimesteps(config, steps);
  const finalAlpha = config.set_alpha_to_one ? 1 : (alphas[0] ?? 1);
  const alphaAt = (index: number) => alphas[timesteps[index] ?? 0] ?? finalAlpha;
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
      const original = originalOf(prediction, sample, mixtureOf(alphaAt(index)), config.prediction_type);
      const time = (timesteps[index] ?? 0) * config.timestep_scaling;
      const keep = sigmaData ** 2 / (time ** 2 + sigmaData ** 2);
      const jump = time / Math.sqrt(time ** 2 + sigmaData ** 2);
      predictedOriginal = combine([jump, clipped(original, config)], [keep, sample]);
      if (index === timesteps.length - 1) return predictedOriginal;
      const next = mixtureOf(alphaAt(index + 1));
      return combine([next.signal, predictedOriginal], [next.noise, noise()]);
    },
    addNoise(original, noise, index) {
      if (index >= timesteps.length) return original.slice();
      const mixture = mixtureOf(alphaAt(index));
      return combine([mixture.signal, original], [mixture.noise, noise]);
    },
    alphaCumprod: alphaAt,
  };
}

/** Of the timesteps the model was distilled at, evenly spread ones, the highest first. */
function distilledTimesteps(config: Config, steps: number): number[] {
  const { original_inference_steps: count, num_train_timesteps: train } = config;
  if (steps > count) {
    throw new StudioError('invalid-input', `This model samples in at most ${count} steps; ${steps} were asked for.`);
  }
  const stride = Math.floor(train / count);
  return Array.from({ length: steps }, (_, index) => (count - Math.floor((index * count) / steps)) * stride - 1);
}
