import { z } from 'zod';
import { StudioError } from '../../contract/errors.ts';
import type { Frame, Network, NetworkVariant, Tensor } from '../ports.ts';
import type { Size } from './latent-size.ts';
import { type DiffusionPorts, withNetwork } from './ports.ts';
import { type FloatTensor, floatOutput, floatTensor } from './tensors.ts';

/** Latents of one run: [1, channels, height, width], or [1, channels, frames, height, width] of a video. */
export interface LatentShape extends Size {
  readonly channels: number;
  /** 0 for a picture. */
  readonly frames: number;
}

export function latentDims({ channels, frames, height, width }: LatentShape): number[] {
  return frames > 0 ? [1, channels, frames, height, width] : [1, channels, height, width];
}

/** One frame of a video's latents, or those of the picture: [1, channels, height, width]. */
export function latentFrame(latents: Float32Array, shape: LatentShape, frame: number): FloatTensor {
  const { channels, height, width } = shape;
  const frames = Math.max(1, shape.frames);
  const size = height * width;
  const data = new Float32Array(channels * size);
  for (let channel = 0; channel < channels; channel++) {
    const from = (channel * frames + frame) * size;
    data.set(latents.subarray(from, from + size), channel * size);
  }
  return floatTensor([1, channels, height, width], data);
}

/** Writes one frame [1, channels, height, width] into a video's latents, in place. */
export function setLatentFrame(latents: Float32Array, shape: LatentShape, frame: number, values: Float32Array): void {
  const frames = Math.max(1, shape.frames);
  const size = shape.height * shape.width;
  for (let channel = 0; channel < shape.channels; channel++) {
    latents.set(values.subarray(channel * size, (channel + 1) * size), (channel * frames + frame) * size);
  }
}

const vaeConfigSchema = z.object({
  block_out_channels: z.array(z.number()).min(1),
  latent_channels: z.number().int().positive().default(4),
});

/** Pixels a latent, per axis, and channels of the latents, from the VAE's config. @throws StudioError `pack-invalid` */
export async function vaeGeometry(
  ports: Pick<DiffusionPorts, 'pack' | 'readJson'>,
): Promise<{ factor: number; channels: number }> {
  const path = ports.pack.components.vae?.configPath;
  if (!path) throw new StudioError('pack-invalid', `The pack ${ports.pack.id} has no component vae with a config.`);
  const config = vaeConfigSchema.safeParse(await ports.readJson(path));
  if (!config.success)
    throw new StudioError('pack-invalid', `The VAE config of the pack ${ports.pack.id} cannot be used.`);
  return { factor: 2 ** (config.data.block_out_channels.length - 1), channels: config.data.latent_channels };
}

/** Turns pictures into latents, scaled as UNets see them, one at a time. */
export interface LatentEncoder {
  /** @param picture float32 [1, 3, H, W] in −1..1 or bytes of the exact size. @returns [1, channels, h, w] */
  encode(picture: Frame | FloatTensor): Promise<FloatTensor>;
}

/** Opens the VAE's encoder for the time of `work`. */
export function withEncoder<T>(
  latent: Size,
  posterior: 'mean' | 'sample',
  ports: DiffusionPorts,
  work: (encoder: LatentEncoder) => Promise<T>,
): Promise<T> {
  const variant = { half: 'encoder', format: 'float', width: latent.width, height: latent.height };
  return withNetwork(ports, 'vae', variant, (network) =>
    work({
      async encode(picture) {
        const sample = 'dims' in picture ? picture : signedPicture(picture);
        const outputs = await network.run({ sample });
        const mean = floatOutput(outputs, 'latents');
        if (posterior === 'mean') return mean;
        const deviation = floatOutput(outputs, 'deviation').data;
        const noise = ports.draw('posterior', mean.dims);
        return floatTensor(
          mean.dims,
          mean.data.map((value, index) => value + (deviation[index] ?? 0) * (noise[index] ?? 0)),
        );
      },
    }),
  );
}

/** Bytes as numbers 0..1, [1, 3, height, width]. */
export function unitPicture({ width, height, data }: Frame): FloatTensor {
  return planes(width, height, data, (byte) => Math.fround(byte / 255));
}

/** Bytes as numbers −1..1, [1, 3, height, width]. */
export function signedPicture({ width, height, data }: Frame): FloatTensor {
  return planes(width, height, data, (byte) => 2 * Math.fround(byte / 255) - 1);
}

function planes(width: number, height: number, data: Uint8Array, value: (byte: number) => number): FloatTensor {
  const size = width * height;
  const values = new Float32Array(3 * size);
  for (let pixel = 0; pixel < size; pixel++) {
    for (let channel = 0; channel < 3; channel++) {
      values[channel * size + pixel] = value(data[3 * pixel + channel] ?? 0);
    }
  }
  return floatTensor([1, 3, height, width], values);
}

/** A VAE decoder, or the tiny one that makes previews. */
export interface LatentDecoder {
  /** [1, channels, h, w] as UNets see them → a picture; its `mean` is not finite when anything in it is not. */
  decode(latents: FloatTensor): Promise<Record<string, Tensor>>;
  release(): Promise<void>;
}

/** @param format `bytes`: output `picture` uint8 [H, W, 3]; `float`: `decoded` float32 [1, 3, H, W], about −1..1 */
export async function openDecoder(
  component: 'vae' | 'previewDecoder',
  latent: Size,
  format: 'bytes' | 'float',
  ports: Pick<DiffusionPorts, 'open'>,
): Promise<LatentDecoder> {
  const { width, height } = latent;
  const size = { width, height, format };
  const variant: NetworkVariant = component === 'vae' ? { ...size, half: 'decoder' } : size;
  const network: Network = await ports.open(component, variant);
  return { decode: (latents) => network.run({ latents }), release: () => network.release() };
}
