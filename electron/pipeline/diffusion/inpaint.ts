import { resizeGrayLanczos } from '../pictures/resize.ts';
import { fitted } from './control.ts';
import type { Size } from './latent-size.ts';
import { type LatentShape, signedPicture } from './latents.ts';
import type { DiffusionPorts } from './ports.ts';
import type { DiffusionRequest, Inpainting } from './request.ts';
import { concat, type FloatTensor, floatTensor } from './tensors.ts';
import { withEncoder } from './vae.ts';

/** What inpainting holds on to while it removes noise. */
export interface InpaintLatents {
  /** [1, 1, h, w]: 1 where the picture is painted anew. */
  readonly mask: FloatTensor;
  /** [1, channels, h, w] of the whole picture; null when nothing starts from it or is kept by blending. */
  readonly picture: FloatTensor | null;
  /** [1, 1 + channels, h, w], mask and latents of the picture with a grey hole: for UNets with 9 input channels. */
  readonly channels: FloatTensor | null;
}

/**
 * Picture and mask as a diffusion model sees them.
 * @param dedicated the UNet takes mask and masked picture as further channels, instead of being held by blending
 */
export async function inpaintLatents(
  inpaint: Inpainting,
  dedicated: boolean,
  shape: LatentShape,
  size: Size,
  posterior: DiffusionRequest['posterior'],
  ports: DiffusionPorts,
): Promise<InpaintLatents> {
  const picture = signedPicture(fitted(inpaint.picture, size));
  const pixels = maskPixels(inpaint.mask, size);
  const mask = maskLatent(pixels, shape);
  ports.observe?.('inpaintPicture', picture);
  ports.observe?.('inpaintMask', pixels);
  ports.observe?.('maskLatent', mask);
  return withEncoder(shape, posterior, ports, async (encoder) => {
    const whole = dedicated && inpaint.strength >= 1 ? null : await encoder.encode(picture);
    if (whole) ports.observe?.('imageLatents', whole);
    if (!dedicated) return { mask, picture: whole, channels: null };
    const masked = await encoder.encode(withHole(picture, pixels));
    ports.observe?.('maskedImageLatents', masked);
    return { mask, picture: whole, channels: concat([mask, masked], 1) };
  });
}

/** Nothing to keep, everything to paint anew. */
export function wholePicture({ width, height }: Size): Inpainting {
  const grey = { width, height, data: new Uint8Array(3 * width * height).fill(128) };
  return { picture: grey, mask: { width, height, data: new Uint8Array(width * height).fill(255) }, strength: 1 };
}

/** Outside the mask the picture's own latents, inside what the sampler made. In place. @param latents [1, c, h, w] */
export function blend(latents: Float32Array, kept: Float32Array, mask: Float32Array): void {
  for (let i = 0; i < latents.length; i++) {
    const inside = mask[i % mask.length] ?? 0;
    latents[i] = (1 - inside) * (kept[i] ?? 0) + inside * (latents[i] ?? 0);
  }
}

/** 0 or 1 a pixel, [1, 1, height, width]. */
function maskPixels(mask: Inpainting['mask'], { width, height }: Size): FloatTensor {
  const { data } = mask.width === width && mask.height === height ? mask : resizeGrayLanczos(mask, width, height);
  return floatTensor(
    [1, 1, height, width],
    Float32Array.from(data, (byte) => (byte / 255 >= 0.5 ? 1 : 0)),
  );
}

/** The mask at the latents' size by the nearest pixel, as PyTorch's `interpolate` picks it. */
function maskLatent({ dims, data }: FloatTensor, { width, height }: Size): FloatTensor {
  const [, , fullHeight = 0, fullWidth = 0] = dims;
  const latent = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [row, column] = [Math.floor((y * fullHeight) / height), Math.floor((x * fullWidth) / width)];
      latent[y * width + x] = data[row * fullWidth + column] ?? 0;
    }
  }
  return floatTensor([1, 1, height, width], latent);
}

/** Zero, which is grey, where the mask is. */
function withHole({ dims, data }: FloatTensor, mask: FloatTensor): FloatTensor {
  return floatTensor(
    dims,
    data.map((value, index) => (mask.data[index % mask.data.length] ? 0 : value)),
  );
}
