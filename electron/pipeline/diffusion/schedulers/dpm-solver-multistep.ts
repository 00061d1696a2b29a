import { z } from 'zod';
import {
  interpolate,
  karrasSigmas,
  linspace,
  roundHalfEven,
  type ScheduleConfig,
  scheduleFields,
  timestepOfSigma,
  trailingTimesteps,
  trainingSigmas,
} from './noise-schedule.ts';
import { combine, type Scheduler } from './scheduler.ts';

export const dpmSolverMultistepSchema = z.object({
  ...scheduleFields,
  timestep_spacing: scheduleFields.timestep_spacing.unwrap().default('linspace'),
  solver_order: z.number().int().min(1).max(3).default(2),
  algorithm_type: z.literal('dpmsolver++', 'is not supported').default('dpmsolver++'),
  solver_type: z.enum(['midpoint', 'heun']).default('midpoint'),
  lower_order_final: z.boolean().default(true),
  euler_at_final: z.boolean().default(false),
  use_karras_sigmas: z.boolean().nullish(),
  use_lu_lambdas: z.literal(false, 'is not supported').nullish(),
  final_sigmas_type: z.enum(['zero', 'sigma_min']).default('zero'),
});
type Config = z.infer<typeof dpmSolverMultistepSchema>;

/** A point of the schedule in the variance-preserving form: sample = alpha · clean + sigma · noise. */
interface Point {
  readonly alpha: number;
  readonly sigma: number;
  /** log(alpha / sigma), half the log signal-to-noise ratio. */
  readonly lambda: number;
}

/** DPM-Solver++ multistep (Lu et al., arXiv 2211.01095), after diffusers `scheduling_dpmsolver_multistep.py`. */
export function dpmSolverMultistep(config: Config, steps: number): Scheduler {
  const table = trainingSigmas(config);
  const { timesteps, sigmas } = schedule(config, table, steps);
  sigmas.push(config.final_sigmas_type === 'zero' ? 0 : (table[0] ?? 0));
  const points = sigmas.map(pointAt);
  /** Clean samples believed in at the last steps, newest first. */
  const history: Float32Array[] = [];
  let taken = 0;
  return {
    timesteps,
    initNoiseSigma: 1,
    get predictedOriginal() {
      return history[0] ?? null;
    },
    scaleModelInput: (sample) => sample,
    step(prediction, index, sample) {
      const from = points[index] as Point;
      history.unshift(originalAt(from, prediction, sample, config.prediction_type));
      history.length = Math.min(history.length, config.solver_order);
      const few = steps < 15;
      const last = index === steps - 1;
      const lastByFirstOrder =
        last && (config.euler_at_final || (config.lower_order_final && few) || config.final_sigmas_type === 'zero');
      const beforeLast = index === steps - 2 && config.lower_order_final && few;
      const order = lastByFirstOrder ? 1 : Math.min(config.solver_order, taken + 1, beforeLast ? 2 : 3);
      taken++;
      return update(points, index, sample, history.slice(0, order), config.solver_type);
    },
  };
}

function schedule(config: Config, table: Float64Array, steps: number): { timesteps: number[]; sigmas: number[] } {
  if (config.use_karras_sigmas) {
    const sigmas = karrasSigmas(table[table.length - 1] ?? 0, table[0] ?? 0, steps);
    return { timesteps: sigmas.map((sigma) => roundHalfEven(timestepOfSigma(table, sigma))), sigmas };
  }
  const timesteps = spaced(config, steps);
  return { timesteps, sigmas: timesteps.map((timestep) => interpolate(table, timestep)) };
}

/** One more timestep than needed is spaced out, and the last one left away: unlike DDIM and Euler. */
function spaced(config: Config, steps: number): number[] {
  const train = config.num_train_timesteps;
  switch (config.timestep_spacing) {
    case 'linspace':
      return linspace(0, train - 1, steps + 1)
        .map(roundHalfEven)
        .reverse()
        .slice(0, -1);
    case 'leading': {
      const ratio = Math.floor(train / (steps + 1));
      return Array.from({ length: steps }, (_, index) => (steps - index) * ratio + config.steps_offset);
    }
    case 'trailing':
      return trailingTimesteps(train, steps);
  }
}

function pointAt(variance: number): Point {
  const alpha = 1 / Math.sqrt(variance ** 2 + 1);
  const sigma = variance * alpha;
  return { alpha, sigma, lambda: Math.log(alpha) - Math.log(sigma) };
}

function originalAt(
  { alpha, sigma }: Point,
  prediction: Float32Array,
  sample: Float32Array,
  type: ScheduleConfig['prediction_type'],
): Float32Array {
  switch (type) {
    case 'epsilon':
      return combine([1 / alpha, sample], [-sigma / alpha, prediction]);
    case 'v_prediction':
      return combine([alpha, sample], [-sigma, prediction]);
    case 'sample':
      return prediction;
  }
}

/** One step of first, second or third order, by how many clean samples are given. */
function update(
  points: readonly Point[],
  index: number,
  sample: Float32Array,
  clean: readonly Float32Array[],
  solver: Config['solver_type'],
): Float32Array {
  const [from, to] = [points[index] as Point, points[index + 1] as Point];
  const step = to.lambda - from.lambda;
  const decay = Math.expm1(-step);
  const [newest, older, oldest] = clean as [Float32Array, ...Float32Array[]];
  const first: [number, Float32Array][] = [
    [to.sigma / from.sigma, sample],
    [-to.alpha * decay, newest],
  ];
  if (!older) return combine(...first);
  const before = points[index - 1] as Point;
  const ratio0 = (from.lambda - before.lambda) / step;
  const slope = combine([1 / ratio0, newest], [-1 / ratio0, older]);
  if (!oldest) {
    const factor = solver === 'midpoint' ? -0.5 * to.alpha * decay : to.alpha * (decay / step + 1);
    return combine(...first, [factor, slope]);
  }
  const ratio1 = (before.lambda - (points[index - 2] as Point).lambda) / step;
  const olderSlope = combine([1 / ratio1, older], [-1 / ratio1, oldest]);
  const sum = ratio0 + ratio1;
  const slopeHere = combine([1 + ratio0 / sum, slope], [-ratio0 / sum, olderSlope]);
  const curve = combine([1 / sum, slope], [-1 / sum, olderSlope]);
  return combine(
    ...first,
    [to.alpha * (decay / step + 1), slopeHere],
    [-to.alpha * ((decay + step) / step ** 2 - 0.5), curve],
  );
}
