import { z } from 'zod';
import { alphasCumprod, roundHalfEven, scheduleFields, spacedTimesteps } from './noise-schedule.ts';
import { epsilonOf, mixtureOf, originalOf } from './prediction.ts';
import { combine, type Scheduler } from './scheduler.ts';

export const pndmSchema = z.object({
  ...scheduleFields,
  skip_prk_steps: z.literal(true, 'must be true: Runge-Kutta warm-up steps are not supported'),
  set_alpha_to_one: z.boolean().default(false),
});

/** Adams-Bashforth: how the newest and the older noise predictions are mixed, by how many there are. */
const mixing: readonly (readonly number[])[] = [
  [1],
  [3 / 2, -1 / 2],
  [23 / 12, -16 / 12, 5 / 12],
  [55 / 24, -59 / 24, 37 / 24, -9 / 24],
];

/**
 * Pseudo numerical methods, linear multistep part (PLMS; Liu et al., arXiv 2202.09778), after diffusers `scheduling_pndm.py`:
 * Stable Diffusion 1.5's published default. The first step is taken twice, the second time with the mean of both predictions, so
 * that the network is called once more than there are steps.
 *
 * As in diffusers, the second call repeats the step *before* its timestep even when `strength` has cut that step's twin away.
 */
export function pndm(config: z.infer<typeof pndmSchema>, steps: number): Scheduler {
  const alphas = alphasCumprod(config);
  const spaced = spacedTimesteps(config, steps).map(roundHalfEven);
  const timesteps = spaced.flatMap((timestep, index) => (index === 1 ? [timestep, timestep] : [timestep]));
  const stride = Math.floor(config.num_train_timesteps / steps);
  const finalAlpha = config.set_alpha_to_one ? 1 : (alphas[0] ?? 1);
  const alphaAt = (index: number) => alphas[timesteps[index] ?? 0] ?? 0;
  /** Noise predicted at the last steps, newest first. */
  const history: Float32Array[] = [];
  let first: Float32Array | null = null;
  let taken = 0;
  let predictedOriginal: Float32Array | null = null;
  return {
    timesteps,
    sigmas: null,
    initNoiseSigma: 1,
    get predictedOriginal() {
      return predictedOriginal;
    },
    scaleModelInput: (sample) => sample,
    step(prediction, index, sample) {
      const repeated = taken++ === 1;
      const asked = timesteps[index] ?? 0;
      const [from, to] = repeated ? [asked + stride, asked] : [asked, asked - stride];
      const start = repeated && first ? first : sample;
      first ??= sample;
      let mixed: Float32Array;
      if (repeated) {
        mixed = combine([0.5, prediction], [0.5, history[0] ?? prediction]);
      } else {
        history.unshift(prediction);
        history.length = Math.min(history.length, mixing.length);
        const factors = mixing[history.length - 1] ?? [];
        mixed = combine(...history.map((past, age) => [factors[age] ?? 0, past] as const));
      }
      const alpha = alphas[from] ?? 0;
      const alphaNext = to >= 0 ? (alphas[to] ?? 0) : finalAlpha;
      const mixture = mixtureOf(alpha);
      predictedOriginal = originalOf(mixed, start, mixture, config.prediction_type);
      const epsilon = epsilonOf(mixed, start, mixture, config.prediction_type);
      const divisor = alpha * Math.sqrt(1 - alphaNext) + Math.sqrt(alpha * (1 - alpha) * alphaNext);
      return combine([Math.sqrt(alphaNext / alpha), start], [-(alphaNext - alpha) / divisor, epsilon]);
    },
    addNoise(original, noise, index) {
      if (index >= timesteps.length) return original.slice();
      const mixture = mixtureOf(alphaAt(index));
      return combine([mixture.signal, original], [mixture.noise, noise]);
    },
    alphaCumprod: alphaAt,
  };
}
