/**
 * Seeded Gaussian noise, the same on every platform.
 *
 * Random words come from Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011), a
 * counter-based generator made of 32-bit integer multiplications: word k of stream s for a seed depends on nothing else, so that
 * noise can be drawn in any order and any amount. Box-Muller in doubles makes pairs of normal numbers, then they are rounded
 * to float32. `Math.log`, `Math.sin` and `Math.cos` are not fixed by the language; V8, the only engine here, computes them with
 * its own fdlibm code on every processor, and a difference in the last bit of a double would be rounded away but for a few
 * numbers in a billion.
 */

/**
 * `length` independent numbers with mean 0 and variance 1.
 * @param seed whole number, 0 … 2³² − 1
 * @param stream 0 for the initial latents; other draws of one job take other numbers
 */
export function gaussianNoise(seed: number, stream: number, length: number): Float32Array {
  const noise = new Float32Array(length);
  const words = new Uint32Array(4);
  for (let at = 0; at < length; at += 4) {
    philox(at / 4, stream, seed, words);
    for (let pair = 0; pair < 4; pair += 2) {
      // From 2⁻³² to 1: the logarithm is finite, the largest number is 6.66.
      const radius = Math.sqrt(-2 * Math.log(((words[pair] ?? 0) + 1) / 2 ** 32));
      const angle = (2 * Math.PI * (words[pair + 1] ?? 0)) / 2 ** 32;
      noise[at + pair] = radius * Math.cos(angle);
      noise[at + pair + 1] = radius * Math.sin(angle);
    }
  }
  return noise;
}

/** Philox4x32 with 10 rounds; counter (block, 0, stream, 0), key (seed, 0). Writes four 32-bit words. */
export function philox(block: number, stream: number, seed: number, words: Uint32Array): void {
  let [a, b, c, d] = [block >>> 0, Math.floor(block / 2 ** 32) >>> 0, stream >>> 0, 0];
  let [key0, key1] = [seed >>> 0, 0];
  for (let round = 0; round < 10; round++) {
    const [high0, low0] = [multiplyHigh(0xd2511f53, a), Math.imul(0xd2511f53, a)];
    const [high1, low1] = [multiplyHigh(0xcd9e8d57, c), Math.imul(0xcd9e8d57, c)];
    [a, b, c, d] = [(high1 ^ b ^ key0) >>> 0, low1 >>> 0, (high0 ^ d ^ key1) >>> 0, low0 >>> 0];
    key0 = (key0 + 0x9e3779b9) >>> 0;
    key1 = (key1 + 0xbb67ae85) >>> 0;
  }
  words.set([a, b, c, d]);
}

/** The upper 32 bits of the 64-bit product of two unsigned 32-bit numbers. */
function multiplyHigh(x: number, y: number): number {
  const [x0, x1, y0, y1] = [x & 0xffff, x >>> 16, y & 0xffff, y >>> 16];
  const low = x0 * y0;
  const middle = x1 * y0 + Math.floor(low / 0x10000);
  const middle2 = x0 * y1 + (middle % 0x10000);
  return (x1 * y1 + Math.floor(middle / 0x10000) + Math.floor(middle2 / 0x10000)) >>> 0;
}
