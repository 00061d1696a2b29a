import type { Frame } from '../ports.ts';
import type { Size } from './latent-size.ts';
import type { NoisePrior } from './noise-prior.ts';

/** What to make, as the field's pipelines are asked for it. Everything is resolved: no defaults are left. */
export interface DiffusionRequest {
  readonly prompts: Prompts;
  readonly steps: number;
  /** Classifier-free guidance; up to 1 there is none, and the network sees the prompt alone. */
  readonly guidanceScale: number;
  /** 0 … 1: how far the guided prediction's spread is brought back to the conditional one's (arXiv 2305.08891, 3.4). */
  readonly guidanceRescale: number;
  /** Unconditional and conditional in one run, or one after the other in half the memory. */
  readonly guidancePasses: 'together' | 'apart';
  /** DDIM's share of fresh noise. */
  readonly eta: number;
  /** Of the latents. */
  readonly latent: Size;
  /** 0 makes a picture; otherwise a video of so many frames. */
  readonly frames: number;
  readonly start: Start;
  readonly inpaint: Inpainting | null;
  readonly controls: readonly Control[];
  readonly imagePrompt: ImagePrompt | null;
  /** Mean of the VAE's posterior, or a sample of it. */
  readonly posterior: 'mean' | 'sample';
  /** A parsed scheduler_config.json; `_class_name` says which. */
  readonly schedulerConfig: unknown;
}

export interface Prompts {
  readonly prompt: string;
  /** Null: none given. Networks with two text encoders then get zeros, others the empty text. */
  readonly negativePrompt: string | null;
  /** For the second text encoder, where it reads something else. */
  readonly prompt2?: string;
  readonly negativePrompt2?: string;
  /** How many of the last layers of the text encoder are left out. */
  readonly clipSkip: number;
  /**
   * `studio`: `(word:1.2)` weighs, and any length is read in pieces of 75 tokens. `plain`: nothing is special, and what does not
   * fit is cut off.
   */
  readonly syntax: 'studio' | 'plain';
  /** What SDXL is told of the picture's size; the pixels asked for, uncropped, when absent. */
  readonly sizes?: PictureSizes;
  /** For the unconditional half, when it is told something else. */
  readonly negativeSizes?: PictureSizes;
}

/** SDXL's micro-conditioning, pixels. */
export interface PictureSizes {
  readonly original: Size;
  readonly cropTop: number;
  readonly cropLeft: number;
  readonly target: Size;
}

/** Where the latents come from. */
export type Start =
  | { readonly kind: 'noise' }
  /** Noise shifted towards the latents of pictures (one a frame). */
  | { readonly kind: 'prior'; readonly pictures: () => AsyncIterable<Frame>; readonly prior: NoisePrior }
  /** Pictures (one a frame) that get noise up to `strength` of the schedule: 1 is all of it. */
  | { readonly kind: 'pictures'; readonly pictures: () => AsyncIterable<Frame>; readonly strength: number };

/** A region to paint anew. */
export interface Inpainting {
  readonly picture: Frame;
  /** Brightness [height, width]: from 128 on the picture is painted anew. */
  readonly mask: { readonly width: number; readonly height: number; readonly data: Uint8Array };
  readonly strength: number;
}

/** One ControlNet or SparseControlNet of the pack, by the name of its component. */
export interface Control {
  readonly component: string;
  readonly scale: number;
  /** The share of the steps between which it works: 0 and 1 for all. */
  readonly start: number;
  readonly end: number;
  /** The prompt may be empty: the network follows the picture on the conditional half alone. */
  readonly guessMode: boolean;
  /** One for a picture; one a frame for a video; for a SparseControlNet one for each of `frameIndices`. */
  readonly pictures: () => AsyncIterable<Frame>;
  readonly frameIndices: readonly number[];
  /** For a SparseControlNet: how much of each latent of a frame's picture is known, 0..1, row by row. All of it when absent. */
  readonly known?: (frame: number) => Float32Array;
}

/** An IP-Adapter's picture. */
export interface ImagePrompt {
  readonly picture: Frame;
  readonly scale: number;
}
