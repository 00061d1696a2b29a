/**
 * One sampling run: from noise to latents in `timesteps.length` steps. Every scheduler file makes one of these from a published
 * scheduler_config.json; arithmetic follows diffusers' class of the same name. A run has a memory: make a new one each time.
 */
export interface Scheduler {
  /** What the network is told at each step; not always whole. */
  readonly timesteps: readonly number[];
  /** Unit noise times this is the first sample. */
  readonly initNoiseSigma: number;
  /** The sample as the network wants to see it at step `index`. */
  scaleModelInput(sample: Float32Array, index: number): Float32Array;
  /**
   * From the sample at step `index` to the next one.
   * @param prediction the network's output, guided
   * @param noise unit noise, for schedulers that add some at every step
   */
  step(prediction: Float32Array, index: number, sample: Float32Array, noise?: () => Float32Array): Float32Array;
  /** The clean sample that the last `step` believed in: what a preview shows. Null before the first step. */
  readonly predictedOriginal: Float32Array | null;
}

/** a·x + b·y + …, element by element in doubles, rounded once to float32. */
export function combine(...terms: readonly (readonly [number, Float32Array])[]): Float32Array {
  const length = terms[0]?.[1].length ?? 0;
  const sum = new Float32Array(length);
  for (let i = 0; i < length; i++) {
    let value = 0;
    for (const [factor, values] of terms) value += factor * (values[i] ?? 0);
    sum[i] = value;
  }
  return sum;
}
