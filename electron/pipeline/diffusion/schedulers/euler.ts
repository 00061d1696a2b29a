import { z } from 'zod';
import {
  alphasCumprod,
  interpolate,
  respacedSigmas,
  scheduleFields,
  sigmaSpacingFields,
  spacedTimesteps,
  timestepOfSigma,
  trainingSigmas,
} from './noise-schedule.ts';
import { eulerStep, originalAtSigma, scaledBySigma } from './prediction.ts';
import { combine, type Scheduler } from './scheduler.ts';

export const eulerSchema = z.object({
  ...scheduleFields,
  ...sigmaSpacingFields,
  timestep_spacing: scheduleFields.timestep_spacing.unwrap().default('linspace'),
  interpolation_type: z.literal('linear', 'is not supported').default('linear'),
  timestep_type: z.literal('discrete', 'is not supported').default('discrete'),
  final_sigmas_type: z.enum(['zero', 'sigma_min']).default('zero'),
  sigma_min: z.null('is not supported').optional(),
  sigma_max: z.null('is not supported').optional(),
});
type Config = z.infer<typeof eulerSchema>;

/** Euler's method on the probability-flow ODE (Karras et al., arXiv 2206.00364), after `scheduling_euler_discrete.py`. */
export function euler(config: Config, steps: number): Scheduler {
  const table = trainingSigmas(config);
  const alphas = alphasCumprod(config);
  const { timesteps, sigmas: spaced } = eulerSchedule(config, table, steps);
  const sigmas = [...spaced, config.final_sigmas_type === 'zero' ? 0 : (table[0] ?? 0)].map(Math.fround);
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
    step(prediction, index, sample) {
      predictedOriginal = originalAtSigma(prediction, sample, sigmaAt(index), config.prediction_type);
      return eulerStep(sample, predictedOriginal, sigmaAt(index), sigmaAt(index + 1));
    },
    addNoise: (original, noise, index) =>
      index >= timesteps.length ? original.slice() : combine([1, original], [sigmaAt(index), noise]),
    alphaCumprod: (index) => interpolate(alphas, timesteps[index] ?? 0),
  };
}

function eulerSchedule(config: Config, table: Float64Array, steps: number): { timesteps: number[]; sigmas: number[] } {
  const timesteps = spacedTimesteps(config, steps);
  const sigmas = timesteps.map((timestep) => interpolate(table, timestep));
  const respaced = respacedSigmas(config, sigmas[0] ?? 0, sigmas.at(-1) ?? 0, steps);
  if (!respaced) return { timesteps, sigmas };
  return { timesteps: respaced.map((sigma) => timestepOfSigma(table, sigma)), sigmas: respaced };
}
