import { z } from 'zod';
import { alphasCumprod, interpolate } from './noise-schedule.ts';
import { originalOf } from './prediction.ts';
import { combine, type Scheduler } from './scheduler.ts';
import { type Point, solverFields, solverSchedule } from './solver-schedule.ts';

export const dpmSolverMultistepSchema = z.object({
  ...solverFields,
  solver_order: z.number().int().min(1).max(3).default(2),
  algorithm_type: z.enum(['dpmsolver++', 'sde-dpmsolver++'], 'is not supported').default('dpmsolver++'),
  solver_type: z.enum(['midpoint', 'heun']).default('midpoint'),
  lower_order_final: z.boolean().default(true),
  euler_at_final: z.boolean().default(false),
  use_lu_lambdas: z.literal(false, 'is not supported').nullish(),
  final_sigmas_type: z.enum(['zero', 'sigma_min']).default('zero'),
  variance_type: z.null('is not supported').optional(),
  /** Noisier training timesteps than this λ are left out; −Infinity, which Zod takes for no number, keeps all. */
  lambda_min_clipped: z.union([z.number(), z.literal(Number.NEGATIVE_INFINITY)]).nullish(),
});
type Config = z.infer<typeof dpmSolverMultistepSchema>;

/**
 * DPM-Solver++ multistep (Lu et al., arXiv 2211.01095), after diffusers `scheduling_dpmsolver_multistep.py`; the `sde-` kind adds
 * fresh noise at every step.
 */
export function dpmSolverMultistep(config: Config, steps: number): Scheduler {
  const { timesteps, sigmas, points } = solverSchedule(config, steps, config.lambda_min_clipped ?? undefined);
  const alphas = alphasCumprod(config);
  /** Clean samples believed in at the last steps, newest first. */
  const history: Float32Array[] = [];
  let taken = 0;
  return {
    timesteps,
    sigmas,
    initNoiseSigma: 1,
    get predictedOriginal() {
      return history[0] ?? null;
    },
    scaleModelInput: (sample) => sample,
    step(prediction, index, sample, noise) {
      history.unshift(originalOf(prediction, sample, points[index] as Point, config.prediction_type));
      history.length = Math.min(history.length, config.solver_order);
      const order = Math.min(++taken, orderAt(config, index, timesteps.length));
      const terms = update(config, points, index, sample, history.slice(0, order));
      const fresh = freshNoise(config, points, index);
      return fresh === null ? combine(...terms) : combine(...terms, [fresh, noise()]);
    },
    addNoise(original, noise, index) {
      if (index >= timesteps.length) return original.slice();
      const point = points[index] as Point;
      return combine([point.signal, original], [point.noise, noise]);
    },
    alphaCumprod: (index) => interpolate(alphas, timesteps[index] ?? 0),
  };
}

/** The highest order a step may have: the last ones of short runs are steadier at a low order. */
function orderAt(config: Config, index: number, steps: number): number {
  const lower = config.lower_order_final && steps < 15;
  if (index === steps - 1 && (config.euler_at_final || lower || config.final_sigmas_type === 'zero')) return 1;
  return Math.min(config.solver_order, lower && index === steps - 2 ? 2 : 3);
}

/** How much fresh noise a step adds; null where none is even drawn. */
function freshNoise(config: Config, points: readonly Point[], index: number): number | null {
  if (config.algorithm_type === 'dpmsolver++') return null;
  const [from, to] = [points[index] as Point, points[index + 1] as Point];
  // Never negative: a run may end with two noise levels that differ by rounding alone.
  return to.noise * Math.sqrt(Math.max(0, -Math.expm1(-2 * (to.lambda - from.lambda))));
}

/** The terms of one step of first, second or third order, by how many clean samples are given, newest first. */
function update(
  { algorithm_type: algorithm, solver_type: solver }: Config,
  points: readonly Point[],
  index: number,
  sample: Float32Array,
  clean: readonly Float32Array[],
): [number, Float32Array][] {
  const [from, to] = [points[index] as Point, points[index + 1] as Point];
  const step = to.lambda - from.lambda;
  const stochastic = algorithm === 'sde-dpmsolver++';
  // The stochastic kind moves twice as far in λ and pays with fresh noise.
  const span = stochastic ? 2 * step : step;
  const decay = Math.expm1(-span);
  const [newest, older, oldest] = clean as [Float32Array, ...Float32Array[]];
  const kept = (to.noise / from.noise) * (stochastic ? Math.exp(-step) : 1);
  const first: [number, Float32Array][] = [
    [kept, sample],
    [-to.signal * decay, newest],
  ];
  if (!older) return first;
  const before = points[index - 1] as Point;
  const ratio0 = (from.lambda - before.lambda) / step;
  const slope = combine([1 / ratio0, newest], [-1 / ratio0, older]);
  if (!oldest) {
    const factor = solver === 'midpoint' ? -0.5 * to.signal * decay : to.signal * (decay / span + 1);
    return [...first, [factor, slope]];
  }
  const ratio1 = (before.lambda - (points[index - 2] as Point).lambda) / step;
  const olderSlope = combine([1 / ratio1, older], [-1 / ratio1, oldest]);
  const sum = ratio0 + ratio1;
  const slopeHere = combine([1 + ratio0 / sum, slope], [-ratio0 / sum, olderSlope]);
  const curve = combine([1 / sum, slope], [-1 / sum, olderSlope]);
  return [
    ...first,
    [to.signal * (decay / span + 1), slopeHere],
    // Diffusers' half has the same sign for both kinds, where the stochastic one's derivation would turn it.
    [-to.signal * ((decay + span) / span ** 2 + (stochastic ? 0.5 : -0.5)), curve],
  ];
}
