import type { z } from 'zod';
import {
  interpolate,
  linspace,
  respacedSigmas,
  roundHalfEven,
  type ScheduleConfig,
  scheduleFields,
  sigmaSpacingFields,
  timestepOfSigma,
  trailingTimesteps,
  trainingSigmas,
} from './noise-schedule.ts';
import type { Mixture } from './prediction.ts';

/** Fields that the multistep solvers share: they use the noise levels of others, but samples of variance one. */
export const solverFields = {
  ...scheduleFields,
  ...sigmaSpacingFields,
  timestep_spacing: scheduleFields.timestep_spacing.unwrap().default('linspace'),
};
type SolverConfig = z.infer<z.ZodObject<typeof solverFields>> & { readonly final_sigmas_type: 'zero' | 'sigma_min' };

/** A point of the schedule: sample = signal · clean + noise · unit noise. */
export interface Point extends Mixture {
  /** log(signal / noise), half the log signal-to-noise ratio. Infinite where no noise is left. */
  readonly lambda: number;
}

/** Timesteps, and one more sigma and point than those: where the last step arrives. */
export interface SolverSchedule {
  readonly timesteps: readonly number[];
  readonly sigmas: readonly number[];
  readonly points: readonly Point[];
}

/** @param leastLambda training timesteps that are noisier, by their λ, are left out of the spacing */
export function solverSchedule(
  config: SolverConfig,
  steps: number,
  leastLambda = Number.NEGATIVE_INFINITY,
): SolverSchedule {
  const table = trainingSigmas(config);
  const kept = table.filter((sigma) => pointAt(sigma).lambda >= leastLambda).length;
  const [lowest, highest] = [table[0] ?? 0, table[table.length - 1] ?? 0];
  const respaced = respacedSigmas(config, highest, lowest, steps);
  const whole = config.use_karras_sigmas ? roundHalfEven : Math.trunc;
  const timesteps = respaced
    ? respaced.map((sigma) => whole(timestepOfSigma(table, sigma)))
    : spacedTimesteps(config, steps, kept);
  const sigmas = respaced ?? timesteps.map((timestep) => interpolate(table, timestep));
  const all = [...sigmas, config.final_sigmas_type === 'zero' ? 0 : lowest];
  return { timesteps, sigmas: all, points: all.map(pointAt) };
}

/** One more timestep than needed is spaced out, and the last one left away: unlike DDIM and Euler. @param kept timesteps from the cleanest */
function spacedTimesteps(config: ScheduleConfig, steps: number, kept: number): number[] {
  const train = config.num_train_timesteps;
  switch (config.timestep_spacing) {
    case 'linspace':
      return linspace(0, kept - 1, steps + 1)
        .map(roundHalfEven)
        .reverse()
        .slice(0, -1);
    case 'leading': {
      const ratio = Math.floor(kept / (steps + 1));
      return Array.from({ length: steps }, (_, index) => (steps - index) * ratio + config.steps_offset);
    }
    case 'trailing':
      return trailingTimesteps(kept, Math.ceil((kept * steps) / train), train / steps);
  }
}

function pointAt(sigma: number): Point {
  const signal = 1 / Math.sqrt(sigma ** 2 + 1);
  const noise = sigma * signal;
  return { signal, noise, lambda: Math.log(signal) - Math.log(noise) };
}
