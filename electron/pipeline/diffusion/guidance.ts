/**
 * Classifier-free guidance: unconditional + scale · (conditional − unconditional). Strong guidance makes the numbers, and so the
 * picture's contrast, larger than the network meant them; `rescale` brings their spread back (arXiv 2305.08891, section 3.4).
 * @param prediction [2, ...]: unconditional, then conditional (diffusers' order)
 * @param rescale 0 … 1: how far the spread becomes the conditional prediction's; 0 leaves it
 * @returns [1, ...]
 */
export function guide(prediction: Float32Array, scale: number, rescale = 0): Float32Array {
  const length = prediction.length / 2;
  const conditional = prediction.subarray(length);
  const guided = new Float32Array(length);
  for (let i = 0; i < length; i++) {
    const unconditional = prediction[i] ?? 0;
    guided[i] = unconditional + scale * ((conditional[i] ?? 0) - unconditional);
  }
  if (rescale === 0) return guided;
  const spread = deviation(guided);
  if (spread === 0) return guided;
  const factor = rescale * (deviation(conditional) / spread) + (1 - rescale);
  for (let i = 0; i < length; i++) guided[i] = (guided[i] ?? 0) * factor;
  return guided;
}

/** Standard deviation of all values together, of a sample: divided by n − 1. */
function deviation(values: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] ?? 0;
  const mean = sum / values.length;
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += ((values[i] ?? 0) - mean) ** 2;
  return Math.sqrt(squares / Math.max(1, values.length - 1));
}

/** True when a network made of it something that cannot be shown: any NaN or infinity. One pass, stops at the first. */
export function hasBadNumbers(values: Float32Array): boolean {
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) return true;
  return false;
}
