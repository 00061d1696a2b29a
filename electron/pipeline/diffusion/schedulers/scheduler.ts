/**
 * One sampling run: from noise to latents in `timesteps.length` steps, one call of the network each. Every scheduler file makes
 * one of these from a published scheduler_config.json; arithmetic follows diffusers' class of the same name. A run has a memory:
 * `step` is called once for every timestep, in order, and a new run is made for each take.
 *
 * `index` counts the run's own timesteps from 0, also when `strength` has cut some away.
 */
export interface Scheduler {
  /** What the network is told at each step; not always whole, and not always falling (PNDM asks twice at its second). */
  readonly timesteps: readonly number[];
  /** Noise over signal before each step and after the last: one more than timesteps. Null where the class has none. */
  readonly sigmas: readonly number[] | null;
  /** Unit noise times this is the first sample of a run that starts from noise alone. */
  readonly initNoiseSigma: number;
  /** The sample as the network wants to see it at step `index`. */
  scaleModelInput(sample: Float32Array, index: number): Float32Array;
  /**
   * From the sample at step `index` to the next one.
   * @param prediction the network's output, guided
   * @param noise draws unit noise; called at most once, by those schedulers alone that add some at this step
   */
  step(prediction: Float32Array, index: number, sample: Float32Array, noise: () => Float32Array): Float32Array;
  /**
   * Clean latents with as much noise as the sample has before step `index`; after the last step there is none left.
   * Not to be multiplied by `initNoiseSigma`.
   */
  addNoise(original: Float32Array, noise: Float32Array, index: number): Float32Array;
  /** The share of signal ᾱ that training gave the timestep of step `index`. */
  alphaCumprod(index: number): number;
  /** The clean sample that the last `step` believed in: what a preview shows. Null before the first step. */
  readonly predictedOriginal: Float32Array | null;
}

/** Numbers summed at a time: small enough for a processor's first cache. */
const blockLength = 2048;

/**
 * a·x + b·y + …, element by element in doubles, rounded once to float32. Plain loops, a block and a term at a time: a step has to
 * take next to no time beside the network's, and iterators within the loop cost ten times as much.
 */
export function combine(...terms: readonly (readonly [number, Float32Array])[]): Float32Array {
  const length = terms[0]?.[1].length ?? 0;
  const combined = new Float32Array(length);
  const sums = new Float64Array(blockLength);
  for (let start = 0; start < length; start += blockLength) {
    const count = Math.min(blockLength, length - start);
    sums.fill(0);
    for (const [factor, values] of terms) {
      for (let i = 0; i < count; i++) sums[i] = (sums[i] ?? 0) + factor * (values[start + i] ?? 0);
    }
    for (let i = 0; i < count; i++) combined[start + i] = sums[i] ?? 0;
  }
  return combined;
}

/**
 * The end of a run, as image-to-image starts it: of N asked steps the last int(N · strength), at least one, whatever the
 * scheduler makes of N.
 * @param strength 0 … 1; 1 leaves the run as it is
 */
export function cutToStrength(run: Scheduler, steps: number, strength: number): Scheduler {
  const kept = Math.max(1, Math.min(Math.trunc(steps * strength), steps));
  const first = steps - kept;
  if (first === 0) return run;
  return {
    timesteps: run.timesteps.slice(first),
    sigmas: run.sigmas?.slice(first) ?? null,
    initNoiseSigma: run.initNoiseSigma,
    get predictedOriginal() {
      return run.predictedOriginal;
    },
    scaleModelInput: (sample, index) => run.scaleModelInput(sample, first + index),
    step: (prediction, index, sample, noise) => run.step(prediction, first + index, sample, noise),
    addNoise: (original, noise, index) => run.addNoise(original, noise, first + index),
    alphaCumprod: (index) => run.alphaCumprod(first + index),
  };
}
