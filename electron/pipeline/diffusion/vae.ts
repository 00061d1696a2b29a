import { z } from 'zod';
import { StudioError } from '../../contract/errors.ts';
import type { Frame, StagePorts, Tensor } from '../ports.ts';
import type { Size } from './latent-size.ts';
import { signedPicture } from './latents.ts';
import { type DiffusionPorts, reusedNetworks, withNetwork } from './ports.ts';
import { type FloatTensor, floatOutput, floatTensor } from './tensors.ts';
import { decodeTiled, encodeTiled, type VaeTiling, vaeTiling } from './tiled-vae.ts';

const configSchema = z.object({
  block_out_channels: z.array(z.number()).min(1),
  latent_channels: z.number().int().positive().default(4),
});

/** Pixels a latent, per axis, and channels of the latents, from the VAE's config. @throws StudioError `pack-invalid` */
export async function vaeGeometry(
  ports: Pick<DiffusionPorts, 'pack' | 'readJson'>,
): Promise<{ factor: number; channels: number }> {
  const path = ports.pack.components.vae?.configPath;
  if (!path) throw new StudioError('pack-invalid', `The pack ${ports.pack.id} has no component vae with a config.`);
  const config = configSchema.safeParse(await ports.readJson(path));
  if (!config.success)
    throw new StudioError('pack-invalid', `The VAE config of the pack ${ports.pack.id} cannot be used.`);
  return { factor: 2 ** (config.data.block_out_channels.length - 1), channels: config.data.latent_channels };
}

/** Latents above which a VAE works in tiles: at twice this its largest layers alone would take gigabytes. */
const wholeLatents = 128 * 128;
/** Edge of a tile, pixels. */
const tileSize = 512;

/** Turns pictures into latents, scaled as UNets see them, one at a time. */
export interface LatentEncoder {
  /** @param picture float32 [1, 3, H, W] in −1..1, or bytes, of the exact size. @returns [1, channels, h, w] */
  encode(picture: Frame | FloatTensor): Promise<FloatTensor>;
}

/** Opens the VAE's encoder for the time of `work`. */
export async function withEncoder<T>(
  latent: Size,
  posterior: 'mean' | 'sample',
  ports: DiffusionPorts,
  work: (encoder: LatentEncoder) => Promise<T>,
): Promise<T> {
  const networks = reusedNetworks(ports);
  const tiling = await tilingOf(latent, ports);
  const variant = { half: 'encoder', format: 'float', width: latent.width, height: latent.height };
  const moments = async (sample: FloatTensor): Promise<{ latents: FloatTensor; deviation: FloatTensor }> => {
    if (tiling) return encodeTiled(networks, sample, tiling);
    const outputs = await withNetwork(networks, 'vae', variant, (network) => network.run({ sample }));
    return { latents: floatOutput(outputs, 'latents'), deviation: floatOutput(outputs, 'deviation') };
  };
  try {
    return await work({
      async encode(picture) {
        const { latents, deviation } = await moments('dims' in picture ? picture : signedPicture(picture));
        if (posterior === 'mean') return latents;
        const noise = ports.draw('posterior', latents.dims);
        const sampled = latents.data.map((mean, i) => mean + (deviation.data[i] ?? 0) * (noise[i] ?? 0));
        return floatTensor(latents.dims, sampled);
      },
    });
  } finally {
    await networks.release();
  }
}

/** Turns latents of one size into pictures. Its networks are opened when they are first needed, and kept until `release`. */
export interface LatentDecoder {
  /**
   * [1, channels, h, w] as UNets see them → a picture of bytes.
   * @returns `finite` false when there were numbers that are none
   */
  decode(latents: FloatTensor): Promise<{ readonly frame: Frame; readonly finite: boolean }>;
  release(): Promise<void>;
}

/** @param component the VAE, or the tiny decoder that makes previews */
export function latentDecoder(
  component: 'vae' | 'previewDecoder',
  latent: Size,
  ports: Pick<StagePorts, 'pack' | 'open' | 'readJson'>,
): LatentDecoder {
  const networks = reusedNetworks(ports);
  const size = { width: latent.width, height: latent.height, format: 'bytes' };
  const variant = component === 'vae' ? { ...size, half: 'decoder' } : size;
  return {
    async decode(latents) {
      const tiling = component === 'vae' ? await tilingOf(latent, ports) : null;
      if (tiling) return bytes(await decodeTiled(networks, latents, tiling));
      const outputs = await withNetwork(networks, component, variant, (network) => network.run({ latents }));
      return { frame: pictureOf(outputs.picture), finite: floatOutput(outputs, 'mean').data.every(Number.isFinite) };
    },
    release: networks.release,
  };
}

async function tilingOf(latent: Size, ports: Pick<DiffusionPorts, 'pack' | 'readJson'>): Promise<VaeTiling | null> {
  const path = ports.pack.components.vae?.configPath;
  if (!path || latent.width * latent.height <= wholeLatents) return null;
  const { factor } = await vaeGeometry(ports);
  return vaeTiling(await ports.readJson(path), { sampleSize: tileSize, latentSize: tileSize / factor });
}

function pictureOf(tensor: Tensor | undefined): Frame {
  const [height = 0, width = 0, channels] = tensor?.dims ?? [];
  if (tensor?.type === 'uint8' && channels === 3) return { width, height, data: tensor.data };
  throw new StudioError('model-invalid', 'A decoder of the pack gave no picture as bytes [height, width, 3].');
}

/** [1, 3, H, W] about −1..1, rounded to the nearest byte as the decoder's own graph does. */
function bytes({ dims, data }: FloatTensor): { frame: Frame; finite: boolean } {
  const [, , height = 0, width = 0] = dims;
  const area = width * height;
  const pixels = new Uint8Array(3 * area);
  for (let i = 0; i < data.length; i++) {
    const level = Math.floor((data[i] ?? 0) * 127.5 + 128);
    pixels[3 * (i % area) + Math.floor(i / area)] = Math.min(255, Math.max(0, level));
  }
  return { frame: { width, height, data: pixels }, finite: data.every(Number.isFinite) };
}
