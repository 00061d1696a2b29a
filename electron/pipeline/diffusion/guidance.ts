/**
 * Classifier-free guidance: unconditional + scale · (conditional − unconditional).
 * @param prediction [2, ...]: unconditional, then conditional (diffusers' order)
 * @returns [1, ...]
 */
export function guide(prediction: Float32Array, scale: number): Float32Array {
  const length = prediction.length / 2;
  const guided = new Float32Array(length);
  for (let i = 0; i < length; i++) {
    const unconditional = prediction[i] ?? 0;
    guided[i] = unconditional + scale * ((prediction[length + i] ?? 0) - unconditional);
  }
  return guided;
}

/** The same values twice: [1, ...] → [2, ...]. */
export function twice(sample: Float32Array): Float32Array {
  const both = new Float32Array(2 * sample.length);
  both.set(sample);
  both.set(sample, sample.length);
  return both;
}

/** True when a network made of it something that cannot be shown: any NaN or infinity. One pass, stops at the first. */
export function hasBadNumbers(values: Float32Array): boolean {
  for (const value of values) if (!Number.isFinite(value)) return true;
  return false;
}
