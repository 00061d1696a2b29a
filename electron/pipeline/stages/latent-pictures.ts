import { StudioError } from '../../contract/errors.ts';
import type { Size } from '../diffusion/latent-size.ts';
import { badOutput } from '../diffusion/run.ts';
import type { FloatTensor } from '../diffusion/tensors.ts';
import { latentDecoder } from '../diffusion/vae.ts';
import type { Frame, FrameSource, StagePorts } from '../ports.ts';

/** Turns latents of one size into pictures. The networks are opened when they are first needed. */
export interface LatentPictures {
  /**
   * What the sampler believes in, as a picture: at most four a second, and so seldom that they take a tenth of the time however
   * slow the decoder is. Undefined when it is too soon.
   */
  preview(latents: FloatTensor): Promise<Frame | undefined>;
  /** @throws StudioError `bad-output` for a picture with NaN or infinities, or an all-black one */
  decode(latents: FloatTensor): Promise<Frame>;
  release(): Promise<void>;
}

/** @param previewsBy the network that makes previews; null for none */
export function latentPictures(
  latent: Size,
  previewsBy: 'vae' | 'previewDecoder' | null,
  ports: Pick<StagePorts, 'pack' | 'open' | 'readJson'>,
): LatentPictures {
  const decoder = latentDecoder('vae', latent, ports);
  const previewer = previewsBy === 'previewDecoder' ? latentDecoder(previewsBy, latent, ports) : decoder;
  let next = 0;
  return {
    async preview(latents) {
      const start = performance.now();
      if (!previewsBy || start < next) return undefined;
      const { frame } = await previewer.decode(latents);
      const end = performance.now();
      next = end + Math.max(250, 9 * (end - start));
      return frame;
    },
    async decode(latents) {
      const { frame, finite } = await decoder.decode(latents);
      if (!finite) throw badOutput('decoding');
      if (frame.data.every((byte) => byte <= 1)) throw badOutput('decoding: all black');
      return frame;
    },
    async release() {
      await decoder.release();
      await previewer.release();
    },
  };
}

/** The decoder for previews: the pack's own tiny one, or the VAE where it is quick enough. */
export function previewsBy({ pack }: Pick<StagePorts, 'pack'>, vaeToo: boolean): 'vae' | 'previewDecoder' | null {
  if (pack.components.previewDecoder) return 'previewDecoder';
  return vaeToo ? 'vae' : null;
}

/** The picture of a still, or a clip's first. @throws StudioError `internal` when there is none */
export async function firstFrame(input: FrameSource): Promise<Frame> {
  for await (const frame of input.frames()) return frame;
  throw new StudioError('internal', 'The clip holds no frame.');
}

/** A number among the request's parameters. @throws StudioError `internal`: the studio resolves all of them */
export function numberOf(parameters: Readonly<Record<string, unknown>>, key: string, fallback: number): number {
  const value = parameters[key] ?? fallback;
  if (typeof value === 'number') return value;
  throw new StudioError('internal', `The parameter ${key} is not a number.`);
}
