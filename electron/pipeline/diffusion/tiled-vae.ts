import { z } from 'zod';
import type { NetworkVariant } from '../ports.ts';
import type { Size } from './latent-size.ts';
import { type DiffusionPorts, withNetwork } from './ports.ts';
import { type FloatTensor, floatOutput, floatTensor } from './tensors.ts';
import { blendTiles, type Picture, piece, type Tile, tilesOf } from './tile-blending.ts';

/**
 * Decoding and encoding in overlapping tiles, so that memory does not grow with the picture. As diffusers' AutoencoderKL does
 * it, numbers included: tiles start every `size · (1 − overlap)`, seams are blended linearly over `size · overlap`.
 */
export interface VaeTiling {
  /** Edge of a tile in pixels, and the same in latents. */
  readonly sampleSize: number;
  readonly latentSize: number;
  /** Pixels a latent, per axis. */
  readonly factor: number;
  /** Share of a tile that lies on the one before. */
  readonly overlap: number;
  readonly latentChannels: number;
  readonly scalingFactor: number;
  readonly shiftFactor: number;
}

const configSchema = z.object({
  sample_size: z.union([z.number().int().positive(), z.array(z.number().int().positive()).min(1)]).default(512),
  block_out_channels: z.array(z.number()).min(1),
  latent_channels: z.number().int().positive().default(4),
  scaling_factor: z.number().default(0.182_15),
  shift_factor: z.number().nullish(),
});

/** diffusers' tiles for a VAE with this config.json: its `sample_size`, a quarter overlap. */
export function vaeTiling(config: unknown, change: Partial<VaeTiling> = {}): VaeTiling {
  const parsed = configSchema.parse(config);
  const factor = 2 ** (parsed.block_out_channels.length - 1);
  const sampleSize = Array.isArray(parsed.sample_size) ? (parsed.sample_size[0] ?? 512) : parsed.sample_size;
  return {
    sampleSize,
    latentSize: Math.floor(sampleSize / factor),
    factor,
    overlap: 0.25,
    latentChannels: parsed.latent_channels,
    scalingFactor: parsed.scaling_factor,
    shiftFactor: parsed.shift_factor ?? 0,
    ...change,
  };
}

type Ports = Pick<DiffusionPorts, 'open'>;

/**
 * Decodes latents [1, c, h, w] as UNets see them to a picture float32 [1, 3, H, W], about −1..1. One session is open at a
 * time: tiles at the right and bottom edges are smaller and have their own.
 */
export async function decodeTiled(ports: Ports, latents: FloatTensor, tiling: VaeTiling): Promise<FloatTensor> {
  const { sampleSize, latentSize, overlap } = tiling;
  const source = pictureOf(latents);
  const tiles = tilesOf(source, latentSize, Math.floor(latentSize * (1 - overlap)));
  const decoded = await inGroups(tiles, async ({ width, height }, same) => {
    const variant = { half: 'decoder', format: 'float', width, height };
    return runTiles(ports, variant, source, same, 'latents', 'decoded');
  });
  const extent = Math.floor(sampleSize * overlap);
  return tensorOf(blendTiles(tiles, decoded, { extent, limit: sampleSize - extent }));
}

/**
 * Encodes a picture float32 [1, 3, H, W] in −1..1, both sizes multiples of the factor, to the posterior's `moments` [1, 2 c,
 * h, w] and what AutoencoderKL's encoder makes of them: `latents` (the mean) and `deviation` [1, c, h, w], both scaled.
 */
export async function encodeTiled(
  ports: Ports,
  sample: FloatTensor,
  tiling: VaeTiling,
): Promise<{ moments: FloatTensor; latents: FloatTensor; deviation: FloatTensor }> {
  const { sampleSize, latentSize, overlap, factor } = tiling;
  const source = pictureOf(sample);
  const tiles = tilesOf(source, sampleSize, Math.floor(sampleSize * (1 - overlap)));
  const encoded = await inGroups(tiles, async (size, same) => {
    const variant = { half: 'encoder', format: 'float', width: size.width / factor, height: size.height / factor };
    return runTiles(ports, variant, source, same, 'sample', 'moments');
  });
  const extent = Math.floor(latentSize * overlap);
  const moments = blendTiles(tiles, encoded, { extent, limit: latentSize - extent });
  return { moments: tensorOf(moments), ...posterior(moments, tiling) };
}

/** Mean and spread of the posterior, scaled as UNets see latents: latents + deviation · noise is a sample. */
function posterior({ width, height, data }: Picture, tiling: VaeTiling) {
  const { latentChannels, scalingFactor, shiftFactor } = tiling;
  const dims = [1, latentChannels, height, width];
  const half = latentChannels * width * height;
  const latents = data.slice(0, half).map((mean) => (mean - shiftFactor) * scalingFactor);
  const deviation = data
    .slice(half)
    .map((logVariance) => Math.exp(0.5 * Math.min(20, Math.max(-30, logVariance))) * scalingFactor);
  return { latents: floatTensor(dims, latents), deviation: floatTensor(dims, deviation) };
}

/** Runs tiles of one size through one session. */
function runTiles(
  ports: Ports,
  variant: NetworkVariant,
  source: Picture,
  tiles: readonly Tile[],
  input: string,
  output: string,
): Promise<Picture[]> {
  return withNetwork(ports, 'vae', variant, async (network) => {
    const results: Picture[] = [];
    for (const tile of tiles) {
      const outputs = await network.run({ [input]: tensorOf(piece(source, tile)) });
      results.push(pictureOf(floatOutput(outputs, output)));
    }
    return results;
  });
}

/** Results of all tiles in their order, computed size by size. */
async function inGroups(
  tiles: readonly Tile[],
  run: (size: Size, tiles: readonly Tile[]) => Promise<Picture[]>,
): Promise<Picture[]> {
  const groups = Map.groupBy(tiles, ({ width, height }) => `${width}x${height}`);
  const results = new Map<Tile, Picture>();
  for (const same of groups.values()) {
    const [first] = same;
    if (!first) continue;
    const pictures = await run(first, same);
    for (const [index, tile] of same.entries()) {
      const picture = pictures[index];
      if (picture) results.set(tile, picture);
    }
  }
  return tiles.flatMap((tile) => results.get(tile) ?? []);
}

function pictureOf({ dims, data }: FloatTensor): Picture {
  const [, channels = 0, height = 0, width = 0] = dims;
  return { channels, height, width, data };
}

function tensorOf({ channels, height, width, data }: Picture): FloatTensor {
  return floatTensor([1, channels, height, width], data);
}
