import type { LatentShape } from './latents.ts';
import { combine, type Scheduler } from './schedulers/scheduler.ts';

/**
 * How the starting noise of a clip leans towards its reference picture (the latent noise prior of MagicVideo-V2, arXiv 2401.04468,
 * image-to-video module: the mean of the starting noise is shifted from zero towards the reference latents).
 * - `mean-shift`: ε + strength · z. The paper's: the noise keeps its full spread.
 * - `mix`: strength · z + √(1 − strength²) · ε. Variance stays one for latents of variance one.
 * - `decay`: as `mix`, with the strength falling evenly from the first frame to nothing after the last.
 * - `add-noise`: √ᾱ · z + √(1 − ᾱ) · ε, ᾱ of the first timestep: as much of the picture as training ever left at that noise.
 */
export type NoisePrior =
  | { readonly kind: 'mean-shift' | 'mix' | 'decay'; readonly strength: number }
  | { readonly kind: 'add-noise' };

/**
 * @param noise unit noise [1, channels, (frames,) h, w]
 * @param pictures latents like `noise`, scaled as the UNet sees them: the reference's for every frame, or where it moved to
 * @returns as `noise`; still to be multiplied by the scheduler's `initNoiseSigma`
 */
export function applyNoisePrior(
  prior: NoisePrior,
  noise: Float32Array,
  pictures: Float32Array,
  shape: LatentShape,
  scheduler: Pick<Scheduler, 'alphaCumprod'>,
): Float32Array {
  const frames = Math.max(1, shape.frames);
  const size = shape.height * shape.width;
  const shifted = new Float32Array(noise.length);
  for (let frame = 0; frame < frames; frame++) {
    const [kept, fresh] = shares(prior, frame / frames, scheduler);
    for (let channel = 0; channel < shape.channels; channel++) {
      const at = (channel * frames + frame) * size;
      const z = pictures.subarray(at, at + size);
      shifted.set(combine([kept, z], [fresh, noise.subarray(at, at + size)]), at);
    }
  }
  return shifted;
}

/** How much of the picture and how much noise a frame starts from. @param time 0 … 1 along the clip */
function shares(prior: NoisePrior, time: number, scheduler: Pick<Scheduler, 'alphaCumprod'>): [number, number] {
  switch (prior.kind) {
    case 'mean-shift':
      return [prior.strength, 1];
    case 'mix':
      return [prior.strength, Math.sqrt(1 - prior.strength ** 2)];
    case 'decay': {
      const strength = prior.strength * (1 - time);
      return [strength, Math.sqrt(1 - strength ** 2)];
    }
    case 'add-noise': {
      const alpha = scheduler.alphaCumprod(0);
      return [Math.sqrt(alpha), Math.sqrt(1 - alpha)];
    }
  }
}
