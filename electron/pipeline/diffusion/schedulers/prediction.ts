import type { ScheduleConfig } from './noise-schedule.ts';
import { combine } from './scheduler.ts';

export type PredictionType = ScheduleConfig['prediction_type'];

/** How a noised sample is made: signal · clean + noise · unit noise, with signal² + noise² = 1. */
export interface Mixture {
  readonly signal: number;
  readonly noise: number;
}

/** The mixture that a share of signal ᾱ means. */
export function mixtureOf(alphaCumprod: number): Mixture {
  return { signal: Math.sqrt(alphaCumprod), noise: Math.sqrt(1 - alphaCumprod) };
}

/** The clean sample that a prediction of any type means. */
export function originalOf(
  prediction: Float32Array,
  sample: Float32Array,
  { signal, noise }: Mixture,
  type: PredictionType,
): Float32Array {
  switch (type) {
    case 'epsilon':
      // Divided last: where no signal is left this is infinite, and clipping makes a number of it.
      return combine([1, sample], [-noise, prediction]).map((value) => value / signal);
    case 'v_prediction':
      return combine([signal, sample], [-noise, prediction]);
    case 'sample':
      return prediction;
  }
}

/** The noise that a prediction of any type means. */
export function epsilonOf(
  prediction: Float32Array,
  sample: Float32Array,
  { signal, noise }: Mixture,
  type: PredictionType,
): Float32Array {
  switch (type) {
    case 'epsilon':
      return prediction;
    case 'v_prediction':
      return combine([signal, prediction], [noise, sample]);
    case 'sample':
      return combine([1 / noise, sample], [-signal / noise, prediction]);
  }
}

/*
 * The Euler family: the sample is clean + σ · unit noise, and every operation is rounded to float32 as PyTorch rounds it. Under a
 * zero terminal SNR σ starts at 4096, and that rounding is then the fifth digit of the next sample.
 */

/** The sample at the scale that networks were trained at: sample / √(σ² + 1). */
export function scaledBySigma(sample: Float32Array, sigma: number): Float32Array {
  const scale = Math.fround(Math.sqrt(sigma ** 2 + 1));
  const scaled = new Float32Array(sample.length);
  for (let i = 0; i < sample.length; i++) scaled[i] = (sample[i] ?? 0) / scale;
  return scaled;
}

/** The clean sample that a prediction of any type means. */
export function originalAtSigma(
  prediction: Float32Array,
  sample: Float32Array,
  sigma: number,
  type: PredictionType,
): Float32Array {
  if (type === 'sample') return prediction;
  // original = sample / scale + factor · prediction
  const velocity = type === 'v_prediction';
  const factor = Math.fround(velocity ? -sigma / Math.sqrt(sigma ** 2 + 1) : -sigma);
  const scale = velocity ? Math.fround(sigma ** 2 + 1) : 1;
  const original = new Float32Array(sample.length);
  for (let i = 0; i < sample.length; i++) {
    original[i] = Math.fround((sample[i] ?? 0) / scale) + Math.fround(factor * (prediction[i] ?? 0));
  }
  return original;
}

/** Euler's step: sample + (sample − original) / σ · (σ' − σ). */
export function eulerStep(sample: Float32Array, original: Float32Array, sigma: number, next: number): Float32Array {
  const change = Math.fround(next - sigma);
  const moved = new Float32Array(sample.length);
  for (let i = 0; i < sample.length; i++) {
    const value = sample[i] ?? 0;
    const derivative = Math.fround(Math.fround(value - (original[i] ?? 0)) / sigma);
    moved[i] = value + Math.fround(derivative * change);
  }
  return moved;
}

/** Within ±range, where the config asks for it. */
export function clipped(
  values: Float32Array,
  {
    clip_sample: clip,
    clip_sample_range: range,
  }: { readonly clip_sample: boolean; readonly clip_sample_range: number },
): Float32Array {
  if (!clip) return values;
  const within = new Float32Array(values.length);
  for (let i = 0; i < values.length; i++) within[i] = Math.min(range, Math.max(-range, values[i] ?? 0));
  return within;
}
