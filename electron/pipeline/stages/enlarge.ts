import { enlargements, type Size } from '../diffusion/latent-size.ts';
import { withNetwork } from '../diffusion/ports.ts';
import type { Frame, StagePorts } from '../ports.ts';
import { frameTensor, tensorFrame } from './frame-tensor.ts';
import type { Progress } from './stage-diffusion.ts';

/** The upscaler's factor a pass. */
const upscale = 2;

/** How often the pack's `upscaler` works on a picture of a model's own size: never, where there is none. */
export function enlargementPasses(own: Size, wanted: Size, { pack }: Pick<StagePorts, 'pack'>): number {
  return pack.components.upscaler ? enlargements(own, wanted, upscale) : 0;
}

/** A picture of a model's own size at exactly the size asked for: upscaled, one part of the progress a pass, then resampled. */
export async function enlarge(
  drawn: Frame,
  wanted: Size,
  passes: number,
  ports: Pick<StagePorts, 'open' | 'resize'>,
  progress: Progress,
): Promise<Frame> {
  let picture = drawn;
  for (let pass = 0; pass < passes; pass++) {
    const { width, height } = picture;
    const outputs = await withNetwork(ports, 'upscaler', { width, height, margin: 8 }, (network) =>
      network.run({
        picture: frameTensor(picture),
        strength: { type: 'float32', dims: [1], data: Float32Array.of(1) },
      }),
    );
    picture = tensorFrame(outputs.refined, 'refined');
    await progress.advance(picture);
  }
  const fits = picture.width === wanted.width && picture.height === wanted.height;
  return fits ? picture : ports.resize(picture, wanted.width, wanted.height);
}
