import { StudioError } from '../../contract/errors.ts';
import { type Mask, paintMask } from '../../contract/mask.ts';
import { cut, inLatents, paste, softened, surroundings } from '../pictures/hole.ts';
import type { Frame, StageRunner } from '../ports.ts';
import { drawPicture } from './latent-picture.ts';
import { firstFrame, numberOf } from './latent-pictures.ts';
import { diffusionDefaults } from './stage-diffusion.ts';

/** Width of the soft rim inside the mask, as a share of the shorter edge of what the model was shown. */
const rimShare = 1 / 24;

/**
 * Draws anew what is under the parameter `mask` and leaves every other byte of the picture as it is. The model sees the mask with
 * its surroundings alone, at the size it was trained at: a small mask in a large picture gets all of the detail that it can give.
 * Works with any text-to-image model (its latents are held to the picture's outside the mask) and with UNets made for inpainting.
 *
 * Components: as for text to image; the `vae` with its encoder.
 * @throws StudioError `invalid-input` for an empty mask, `pack-invalid`, `bad-output`, and what the ports throw
 */
export const runLatentInpainting: StageRunner = async (request, ports) => {
  if (!ports.input) throw new StudioError('internal', 'A mask was given without a picture.');
  const picture = await firstFrame(ports.input);
  const mask = paintMask((request.parameters.mask as Mask | undefined) ?? [], picture);
  if (!mask.includes(1)) throw new StudioError('invalid-input', 'Paint over what should change first.');

  const whole = { width: picture.width, height: picture.height, data: mask };
  const region = surroundings(whole, diffusionDefaults(ports));
  const size = { width: region.width, height: region.height };
  const shown: Frame = { ...size, data: cut(picture, region, 3) };
  const hole = { ...size, data: cut(whole, region, 1) };
  const share = softened(hole, Math.max(2, rimShare * Math.min(size.width, size.height)));
  const placed = async (drawn: Frame): Promise<Frame> => {
    const fits = drawn.width === size.width && drawn.height === size.height;
    return paste(picture, fits ? drawn : await ports.resize(drawn, size.width, size.height), share.data, region);
  };

  const drawn = await drawPicture(
    request,
    size,
    (latent, factor) => ({
      picture: shown,
      mask: inLatents(hole, latent, factor),
      strength: numberOf(request.parameters, 'strength', 1),
    }),
    { ...ports, progress: async (step, of, preview) => ports.progress(step, of, preview && (await placed(preview))) },
  );
  await ports.output.write(await placed(drawn));
};
