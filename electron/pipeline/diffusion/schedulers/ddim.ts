import { z } from 'zod';
import {
  alphasCumprod,
  roundHalfEven,
  type ScheduleConfig,
  scheduleFields,
  spacedTimesteps,
} from './noise-schedule.ts';
import { combine, type Scheduler } from './scheduler.ts';

export const ddimSchema = z.object({
  ...scheduleFields,
  clip_sample: z.boolean().default(true),
  clip_sample_range: z.number().default(1),
  set_alpha_to_one: z.boolean().default(true),
});

/** DDIM (Song et al., arXiv 2010.02502), after diffusers `scheduling_ddim.py`. `eta` 0 is deterministic, 1 is DDPM-like. */
export function ddim(config: z.infer<typeof ddimSchema>, steps: number, eta = 0): Scheduler {
  const alphas = alphasCumprod(config);
  const timesteps = spacedTimesteps(config, steps).map(roundHalfEven);
  const stride = Math.floor(config.num_train_timesteps / steps);
  const finalAlpha = config.set_alpha_to_one ? 1 : (alphas[0] ?? 1);
  let predictedOriginal: Float32Array | null = null;
  return {
    timesteps,
    initNoiseSigma: 1,
    get predictedOriginal() {
      return predictedOriginal;
    },
    scaleModelInput: (sample) => sample,
    step(prediction, index, sample, noise) {
      const timestep = timesteps[index] ?? 0;
      const alpha = alphas[timestep] ?? 0;
      const alphaNext = timestep >= stride ? (alphas[timestep - stride] ?? 0) : finalAlpha;
      const { original, epsilon } = originalAndEpsilon(prediction, sample, alpha, config.prediction_type);
      const range = config.clip_sample_range;
      const clean = config.clip_sample ? original.map((value) => Math.min(range, Math.max(-range, value))) : original;
      predictedOriginal = clean;
      const variance = ((1 - alphaNext) / (1 - alpha)) * (1 - alpha / alphaNext);
      const deviation = eta * Math.sqrt(variance);
      const direction = Math.sqrt(1 - alphaNext - deviation ** 2);
      const next = combine([Math.sqrt(alphaNext), clean], [direction, epsilon]);
      return eta > 0 && noise ? combine([1, next], [deviation, noise()]) : next;
    },
  };
}

/** What a prediction of any type says of the clean sample and of the noise in it. */
function originalAndEpsilon(
  prediction: Float32Array,
  sample: Float32Array,
  alpha: number,
  type: ScheduleConfig['prediction_type'],
): { original: Float32Array; epsilon: Float32Array } {
  const [signal, noise] = [Math.sqrt(alpha), Math.sqrt(1 - alpha)];
  switch (type) {
    case 'epsilon':
      return { original: combine([1 / signal, sample], [-noise / signal, prediction]), epsilon: prediction };
    case 'sample':
      return { original: prediction, epsilon: combine([1 / noise, sample], [-signal / noise, prediction]) };
    case 'v_prediction':
      return {
        original: combine([signal, sample], [-noise, prediction]),
        epsilon: combine([signal, prediction], [noise, sample]),
      };
  }
}
