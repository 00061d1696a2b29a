import { z } from 'zod';
import { alphasCumprod, interpolate } from './noise-schedule.ts';
import { originalOf } from './prediction.ts';
import { combine, type Scheduler } from './scheduler.ts';
import { type Point, solverFields, solverSchedule } from './solver-schedule.ts';

export const uniPcMultistepSchema = z.object({
  ...solverFields,
  solver_order: z.number().int().min(1).max(3).default(2),
  predict_x0: z.literal(true, 'must be true').default(true),
  solver_type: z.enum(['bh1', 'bh2']).default('bh2'),
  lower_order_final: z.boolean().default(true),
  disable_corrector: z.array(z.number().int()).default([]),
  solver_p: z.null('is not supported').optional(),
  final_sigmas_type: z.enum(['zero', 'sigma_min']).default('zero'),
});
type Config = z.infer<typeof uniPcMultistepSchema>;

/**
 * UniPC (Zhao et al., arXiv 2302.04867), after diffusers `scheduling_unipc_multistep.py`: a predictor like DPM-Solver++, and a
 * corrector that redoes the last step as soon as the network has been asked at its end, at no further call.
 */
export function uniPcMultistep(config: Config, steps: number): Scheduler {
  const { timesteps, sigmas, points } = solverSchedule(config, steps);
  const alphas = alphasCumprod(config);
  /** Clean samples believed in at the last steps, newest first. */
  const history: Float32Array[] = [];
  /** Where the last step started, and of what order it was. */
  let last: { readonly sample: Float32Array; readonly order: number } | null = null;
  return {
    timesteps,
    sigmas,
    initNoiseSigma: 1,
    get predictedOriginal() {
      return history[0] ?? null;
    },
    scaleModelInput: (sample) => sample,
    step(prediction, index, sample) {
      const original = originalOf(prediction, sample, points[index] as Point, config.prediction_type);
      const correct = last !== null && !config.disable_corrector.includes(index - 1);
      const start =
        correct && last
          ? update(config.solver_type, points, index - 1, last.sample, history.slice(0, last.order), original)
          : sample;
      history.unshift(original);
      history.length = Math.min(history.length, config.solver_order);
      const highest = config.lower_order_final ? Math.min(config.solver_order, steps - index) : config.solver_order;
      const order = Math.min(highest, history.length);
      last = { sample: start, order };
      return update(config.solver_type, points, index, start, history.slice(0, order), null);
    },
    addNoise(original, noise, index) {
      if (index >= timesteps.length) return original.slice();
      const point = points[index] as Point;
      return combine([point.signal, original], [point.noise, noise]);
    },
    alphaCumprod: (index) => interpolate(alphas, timesteps[index] ?? 0),
  };
}

/**
 * One step from `index` to the next point; its order is how many clean samples are given, newest first.
 * @param arrived what the network believes at the end of the step: the corrector knows it, the predictor does not
 */
function update(
  solver: Config['solver_type'],
  points: readonly Point[],
  index: number,
  sample: Float32Array,
  clean: readonly Float32Array[],
  arrived: Float32Array | null,
): Float32Array {
  const [from, to] = [points[index] as Point, points[index + 1] as Point];
  const step = to.lambda - from.lambda;
  const decay = Math.expm1(-step);
  const scale = solver === 'bh1' ? -step : decay;
  const [newest, ...older] = clean as [Float32Array, ...Float32Array[]];
  /** Distances of the other known beliefs from the start of the step, in steps. */
  const distances = older.map((_, age) => ((points[index - 1 - age] as Point).lambda - from.lambda) / step);
  const others = arrived ? [...older, arrived] : older;
  const weights = weightsOf(arrived ? [...distances, 1] : distances, step, scale);
  const terms = others.flatMap((belief, at): [number, Float32Array][] => {
    const factor = (-to.signal * scale * (weights[at] ?? 0)) / (at < distances.length ? (distances[at] ?? 1) : 1);
    return [
      [factor, belief],
      [-factor, newest],
    ];
  });
  return combine([to.noise / from.noise, sample], [-to.signal * decay, newest], ...terms);
}

/**
 * How much the differences to other beliefs count, so that the step is exact for polynomials in λ; the first order of the
 * corrector and the second of the predictor take 1/2, as the paper does.
 */
function weightsOf(distances: readonly number[], step: number, scale: number): number[] {
  if (distances.length <= 1) return distances.map(() => 0.5);
  const wanted: number[] = [];
  let [phi, factorial] = [Math.expm1(-step) / -step - 1, 1];
  for (let power = 1; power <= distances.length; power++) {
    wanted.push((phi * factorial) / scale);
    factorial *= power + 1;
    phi = phi / -step - 1 / factorial;
  }
  const rows = wanted.map((_, power) => distances.map((distance) => distance ** power));
  return solve(rows, wanted);
}

/** Gaussian elimination with the largest pivot; the matrix is small and regular, as no two distances are equal. */
function solve(matrix: readonly (readonly number[])[], wanted: readonly number[]): number[] {
  const rows = matrix.map((row, index) => [...row, wanted[index] ?? 0]);
  const size = rows.length;
  for (let column = 0; column < size; column++) {
    const below = rows.slice(column);
    const pivot = below.reduce((best, row) => (Math.abs(row[column] ?? 0) > Math.abs(best[column] ?? 0) ? row : best));
    rows.splice(rows.indexOf(pivot), 1);
    rows.splice(column, 0, pivot);
    for (const [index, row] of rows.entries()) {
      if (index === column) continue;
      const factor = (row[column] ?? 0) / (pivot[column] ?? 1);
      rows[index] = row.map((value, at) => value - factor * (pivot[at] ?? 0));
    }
  }
  return rows.map((row, index) => (row[size] ?? 0) / (row[index] ?? 1));
}
