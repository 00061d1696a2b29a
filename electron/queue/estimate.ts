import type { MethodId, Parameters } from '../contract/parameters.ts';

/** What decides how long a stage takes. */
export interface WorkInput {
  readonly method: MethodId;
  readonly parameters: Parameters;
  readonly width: number;
  readonly height: number;
  /** Frames to write. */
  readonly frames: number;
}

/**
 * Work in megapixel-frames of output; diffusion counts each of its steps. Video to video takes the last share of them (its
 * strength), and guidance asks the network twice a step: without it, a step is half of one.
 */
export function workOf({ method, parameters, width, height, frames }: WorkInput): number {
  const megapixelFrames = (width * height * frames) / 1e6;
  if (method !== 'latent-diffusion') return megapixelFrames;
  const number = (key: string, fallback: number): number => {
    const value = parameters[key];
    return typeof value === 'number' ? value : fallback;
  };
  const steps = Math.max(1, Math.trunc(number('steps', 1) * number('strength', 1)));
  return megapixelFrames * steps * (number('guidanceScale', 2) > 1 ? 1 : 0.5);
}

/**
 * Seconds for an amount of work from earlier runs on this machine (newest first). Runs of about the same size count alone,
 * since they include loading and start-up; else the median rate is used. Null without any run.
 */
export function estimateSeconds(work: number, runs: readonly { work: number; seconds: number }[]): number | null {
  if (runs.length === 0) return null;
  const alike = runs.filter((run) => run.work > work / 1.25 && run.work < work * 1.25).slice(0, 5);
  if (alike.length > 0) return median(alike.map((run) => run.seconds));
  return work * median(runs.slice(0, 9).map((run) => run.seconds / run.work));
}

/**
 * Megapixels that a stage has in memory at once: diffusion denoises all frames of a clip together, everything else goes frame by
 * frame.
 */
export function heldAtOnce({ method, width, height, frames }: WorkInput): number {
  return (width * height * (method === 'latent-diffusion' ? frames : 1)) / 1e6;
}

/**
 * The most memory a stage will hold, bytes, from earlier runs on this machine (newest first): what one of its size took, else on
 * the line through the next smaller and the next larger one, else in proportion to the largest one, which errs on the safe side.
 * For less than any run it is what the smallest took: how much of that is the model alone is not known. Null without any run.
 */
export function estimateMemory(
  held: number,
  runs: readonly { readonly held: number | null; readonly peakBytes: number | null }[],
): number | null {
  const known = runs.flatMap((run) =>
    run.held !== null && run.peakBytes !== null ? [{ held: run.held, peak: run.peakBytes }] : [],
  );
  const alike = known.filter((run) => run.held > held / 1.05 && run.held < held * 1.05);
  if (alike.length > 0) return Math.max(...alike.map(({ peak }) => peak));
  const below = known.filter((run) => run.held < held).sort((a, b) => b.held - a.held)[0];
  const above = known.filter((run) => run.held > held).sort((a, b) => a.held - b.held)[0];
  if (!below) return above?.peak ?? null;
  if (!above) return below.peak * (held / below.held);
  const share = (held - below.held) / (above.held - below.held);
  return below.peak + share * (above.peak - below.peak);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
}

/**
 * Seconds a unit of work takes compared with the other methods, from a Draft run of the starter packs on a CPU: shares out the
 * progress bar before anything was measured on this machine. Only a proportion; never shown as time.
 */
export const relativeCost: Readonly<Record<MethodId, number>> = {
  'latent-diffusion': 0.7,
  'motion-field': 1,
  refiner: 2,
  interpolation: 1,
};
