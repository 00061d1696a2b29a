import { z } from 'zod';
import {
  interpolate,
  karrasSigmas,
  type ScheduleConfig,
  scheduleFields,
  spacedTimesteps,
  timestepOfSigma,
  trainingSigmas,
} from './noise-schedule.ts';
import { combine, type Scheduler } from './scheduler.ts';

export const eulerSchema = z.object({
  ...scheduleFields,
  timestep_spacing: scheduleFields.timestep_spacing.unwrap().default('linspace'),
  use_karras_sigmas: z.boolean().nullish(),
  interpolation_type: z.literal('linear', 'is not supported').default('linear'),
  timestep_type: z.literal('discrete', 'is not supported').default('discrete'),
  final_sigmas_type: z.enum(['zero', 'sigma_min']).default('zero'),
});

/** Euler's method on the probability-flow ODE (Karras et al., arXiv 2206.00364), after `scheduling_euler_discrete.py`. */
export function euler(config: z.infer<typeof eulerSchema>, steps: number): Scheduler {
  const table = trainingSigmas(config);
  const { timesteps, sigmas } = eulerSigmas(config, table, steps);
  sigmas.push(config.final_sigmas_type === 'zero' ? 0 : (table[0] ?? 0));
  const highest = Math.max(...sigmas);
  let predictedOriginal: Float32Array | null = null;
  return {
    timesteps,
    initNoiseSigma: config.timestep_spacing === 'leading' ? Math.sqrt(highest ** 2 + 1) : highest,
    get predictedOriginal() {
      return predictedOriginal;
    },
    scaleModelInput: (sample, index) => combine([1 / Math.sqrt((sigmas[index] ?? 0) ** 2 + 1), sample]),
    step(prediction, index, sample) {
      const [sigma, next] = [sigmas[index] ?? 0, sigmas[index + 1] ?? 0];
      const original = originalAt(sigma, prediction, sample, config.prediction_type);
      predictedOriginal = original;
      // sample + (sample − original) / σ · (σ' − σ)
      const ratio = next / sigma;
      return combine([ratio, sample], [1 - ratio, original]);
    },
  };
}

function eulerSigmas(
  config: ScheduleConfig & { readonly use_karras_sigmas?: boolean | null | undefined },
  table: Float64Array,
  steps: number,
): { timesteps: number[]; sigmas: number[] } {
  const timesteps = spacedTimesteps(config, steps);
  const sigmas = timesteps.map((timestep) => interpolate(table, timestep));
  if (!config.use_karras_sigmas) return { timesteps, sigmas };
  const karras = karrasSigmas(sigmas[0] ?? 0, sigmas.at(-1) ?? 0, steps);
  return { timesteps: karras.map((sigma) => timestepOfSigma(table, sigma)), sigmas: karras };
}

/** The clean sample that a prediction means, where the sample is clean + σ · noise. */
function originalAt(
  sigma: number,
  prediction: Float32Array,
  sample: Float32Array,
  type: ScheduleConfig['prediction_type'],
): Float32Array {
  switch (type) {
    case 'epsilon':
      return combine([1, sample], [-sigma, prediction]);
    case 'v_prediction':
      return combine([-sigma / Math.sqrt(sigma ** 2 + 1), prediction], [1 / (sigma ** 2 + 1), sample]);
    case 'sample':
      return prediction;
  }
}
