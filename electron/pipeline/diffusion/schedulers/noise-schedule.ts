import { z } from 'zod';

/** Fields that all schedulers share, with diffusers' defaults. Fields that would change the result and are not built are refused. */
export const scheduleFields = {
  num_train_timesteps: z.number().int().min(1).max(100_000).default(1000),
  beta_start: z.number().default(0.0001),
  beta_end: z.number().default(0.02),
  beta_schedule: z.enum(['linear', 'scaled_linear', 'squaredcos_cap_v2']).default('linear'),
  trained_betas: z.array(z.number()).nullish(),
  prediction_type: z.enum(['epsilon', 'v_prediction', 'sample']).default('epsilon'),
  timestep_spacing: z.enum(['leading', 'trailing', 'linspace']).default('leading'),
  steps_offset: z.number().int().default(0),
  rescale_betas_zero_snr: z.boolean().default(false),
  thresholding: z.literal(false, 'is not supported').default(false),
};
export const scheduleSchema = z.object(scheduleFields);

/** For schedulers that can spread their steps by noise level instead of by timestep. */
export const sigmaSpacingFields = {
  use_karras_sigmas: z.boolean().nullish(),
  use_exponential_sigmas: z.boolean().nullish(),
  use_beta_sigmas: z.literal(false, 'is not supported').nullish(),
  use_flow_sigmas: z.literal(false, 'is not supported').nullish(),
};
export type ScheduleConfig = z.infer<typeof scheduleSchema>;

/**
 * Share of signal left at every training timestep, ᾱ. Betas and products are rounded to float32 as PyTorch does: published
 * schedules are what that arithmetic makes of them.
 */
export function alphasCumprod(config: ScheduleConfig): Float64Array {
  const betas = betasOf(config);
  const alphas = new Float64Array(betas.length);
  let product = 1;
  betas.forEach((beta, index) => {
    product = Math.fround(product * Math.fround(1 - beta));
    alphas[index] = product;
  });
  return config.rescale_betas_zero_snr ? rescaleZeroSnr(alphas) : alphas;
}

function betasOf(config: ScheduleConfig): readonly number[] {
  if (config.trained_betas) return config.trained_betas;
  const { beta_start: start, beta_end: end, num_train_timesteps: count } = config;
  if (config.beta_schedule === 'squaredcos_cap_v2') return cosineBetas(count);
  const root = config.beta_schedule === 'scaled_linear';
  const [first, last] = root ? [Math.sqrt(start), Math.sqrt(end)] : [start, end];
  return linspace(first, last, count).map((value) => Math.fround(root ? Math.fround(value) ** 2 : value));
}

/** Those that make √ᾱ a cosine (Nichol and Dhariwal, arXiv 2102.09672), none above 0.999. */
function cosineBetas(count: number): number[] {
  const signal = (time: number) => Math.cos((((time + 0.008) / 1.008) * Math.PI) / 2) ** 2;
  return Array.from({ length: count }, (_, index) =>
    Math.fround(Math.min(1 - signal((index + 1) / count) / signal(index / count), 0.999)),
  );
}

/** Shifts and scales √ᾱ so that the last one is zero (arXiv 2305.08891, algorithm 1). */
function rescaleZeroSnr(alphas: Float64Array): Float64Array {
  const roots = alphas.map((alpha) => Math.fround(Math.sqrt(alpha)));
  const [first, last] = [roots[0] ?? 1, roots[roots.length - 1] ?? 0];
  const factor = Math.fround(first / Math.fround(first - last));
  return roots.map((root) => Math.fround(Math.fround(Math.fround(root - last) * factor) ** 2));
}

/** `count` numbers from `first` to `last`, both included; as NumPy makes them, of the rounded step: half a timestep is a tie or is none. */
export function linspace(first: number, last: number, count: number): number[] {
  const step = (last - first) / (count - 1);
  return Array.from({ length: count }, (_, index) =>
    index > 0 && index === count - 1 ? last : first + (index === 0 ? 0 : index * step),
  );
}

/** NumPy's rounding: to the nearest, ties to even. */
export function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 !== 0) ? floor + 1 : floor;
}

/** Descending timesteps of a run, as DDIM and Euler space them (linspace unrounded). */
export function spacedTimesteps(config: ScheduleConfig, steps: number): number[] {
  const train = config.num_train_timesteps;
  switch (config.timestep_spacing) {
    case 'linspace':
      return linspace(0, train - 1, steps).reverse();
    case 'leading': {
      const ratio = Math.floor(train / steps);
      return Array.from({ length: steps }, (_, index) => (steps - 1 - index) * ratio + config.steps_offset);
    }
    case 'trailing':
      return trailingTimesteps(train, steps);
  }
}

/** From the last timestep down by `stride`; the stride as NumPy's arange finds it again between its first two numbers. */
export function trailingTimesteps(train: number, steps: number, stride = train / steps): number[] {
  const found = train - (train - stride);
  return Array.from({ length: steps }, (_, index) => roundHalfEven(train - index * found) - 1);
}

/**
 * σ = √((1 − ᾱ) / ᾱ) at every training timestep, ascending, in float32. A last ᾱ of zero is taken as 2⁻²⁴, as diffusers does; of that PyTorch
 * makes a σ of 4096 to the last bit.
 */
export function trainingSigmas(config: ScheduleConfig): Float64Array {
  const sigmas = alphasCumprod(config).map((alpha) =>
    Math.fround(Math.sqrt(Math.fround(Math.fround(1 - alpha) / alpha))),
  );
  if (config.rescale_betas_zero_snr) sigmas[sigmas.length - 1] = 4096;
  return sigmas;
}

/** The table at a timestep that need not be whole. */
export function interpolate(table: Float64Array, position: number): number {
  const last = table.length - 1;
  const at = Math.min(Math.max(position, 0), last);
  const low = Math.min(Math.floor(at), Math.max(0, last - 1));
  const [below, above] = [table[low] ?? 0, table[low + 1] ?? table[low] ?? 0];
  return below + (above - below) * (at - low);
}

/**
 * Sigmas from high to low, spread evenly in σ^(1/7) (Karras et al., arXiv 2206.00364, equation 5) or in log σ; null for a config
 * that spreads timesteps instead.
 */
export function respacedSigmas(
  config: z.infer<z.ZodObject<typeof sigmaSpacingFields>>,
  high: number,
  low: number,
  steps: number,
): number[] | null {
  if (config.use_karras_sigmas) return linspace(high ** (1 / 7), low ** (1 / 7), steps).map((root) => root ** 7);
  if (config.use_exponential_sigmas) return linspace(Math.log(high), Math.log(low), steps).map(Math.exp);
  return null;
}

/** The training timestep, between whole ones, at which the noise has this sigma (linear in log σ). */
export function timestepOfSigma(sigmas: Float64Array, sigma: number): number {
  const wanted = Math.log(Math.max(sigma, 1e-10));
  let low = 0;
  while (low < sigmas.length - 2 && Math.log(sigmas[low + 1] ?? 0) <= wanted) low++;
  const [below, above] = [Math.log(sigmas[low] ?? 0), Math.log(sigmas[low + 1] ?? 0)];
  return low + Math.min(1, Math.max(0, (below - wanted) / (below - above)));
}
