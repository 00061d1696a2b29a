import { join, resolve } from 'node:path';
import { z } from 'zod';
import { signedPicture } from '../../electron/pipeline/diffusion/latents.ts';
import { withNetwork } from '../../electron/pipeline/diffusion/ports.ts';
import { floatOutput, floatTensor } from '../../electron/pipeline/diffusion/tensors.ts';
import { decodeTiled, encodeTiled, vaeTiling } from '../../electron/pipeline/diffusion/tiled-vae.ts';
import type { Frame, NetworkVariant } from '../../electron/pipeline/ports.ts';
import type { Runtime } from '../../electron/runtime/runtime.ts';
import type { VariantChecks } from './cases.ts';
import { type Check, withinScale } from './check.ts';
import { componentAt, exists } from './model-folder.ts';
import { readNpy } from './npy.ts';
import { readJson } from './read-json.ts';

const caseSchema = z.object({
  model: z.string(),
  scaling_factor: z.number(),
  tiling: z
    .object({
      tile_sample_min_size: z.number().int(),
      tile_latent_min_size: z.number().int(),
      tile_overlap_factor: z.number(),
    })
    .optional(),
  sizes: z.record(z.string(), z.unknown()),
});
type VaeCase = z.infer<typeof caseSchema>;

/** The VAE's two halves at every recorded size, whole and in tiles: 1e-5 of the scale of what comes out. */
export async function* checkVae(folder: string, content: unknown, runtime: Runtime): VariantChecks {
  const file = caseSchema.parse(content);
  for (const size of Object.keys(file.sizes)) {
    yield [size, await checkSize(folder, file, size, runtime)];
  }
}

async function checkSize(
  folder: string,
  file: VaeCase,
  size: string,
  runtime: Runtime,
): Promise<Record<string, Check>> {
  const vae = await componentAt(resolve(folder, file.model), null);
  const open = { open: (_: string | readonly string[], variant?: NetworkVariant) => runtime.open(vae, variant) };
  const numbers = async (name: string) => Float32Array.from((await readNpy(join(folder, `${name}.npy`))).data);
  const picture = await readNpy(join(folder, `inputs/image_${size}.npy`));
  const latents = await readNpy(join(folder, `inputs/latents_${size}.npy`));
  const [, , height = 0, width = 0] = latents.shape;
  const [pixelHeight = 0, pixelWidth = 0] = picture.shape;
  const frame: Frame = { width: pixelWidth, height: pixelHeight, data: Uint8Array.from(picture.data) };
  const scaled = Float32Array.from(latents.data, (value) => value * file.scaling_factor);
  const common = { width, height, format: 'float' };

  const encoded = await withNetwork(open, 'vae', { ...common, half: 'encoder' }, (network) =>
    network.run({ sample: signedPicture(frame) }),
  );
  const decoded = await withNetwork(open, 'vae', { ...common, half: 'decoder' }, (network) =>
    network.run({ latents: floatTensor(latents.shape, scaled) }),
  );
  const mean = floatOutput(encoded, 'latents').data;
  const deviation = floatOutput(encoded, 'deviation').data;
  const noise = await numbers(`inputs/posterior_noise_${size}`);
  const sample = mean.map(
    (value, index) => (value + (deviation[index] ?? 0) * (noise[index] ?? 0)) / file.scaling_factor,
  );
  const checks: Record<string, Check> = {
    moments: withinScale(floatOutput(encoded, 'moments').data, await numbers(`outputs/moments_${size}`), 1e-5),
    posterior_sample: withinScale(sample, await numbers(`outputs/posterior_sample_${size}`), 1e-5),
    decoded: withinScale(floatOutput(decoded, 'decoded').data, await numbers(`outputs/decoded_${size}`), 1e-5),
  };
  const tiledMoments = `outputs/moments_${size}_tiled`;
  if (!file.tiling || !(await exists(join(folder, `${tiledMoments}.npy`)))) return checks;
  const { tile_sample_min_size, tile_latent_min_size, tile_overlap_factor } = file.tiling;
  const tiling = vaeTiling(await readJson(join(folder, file.model, 'config.json')), {
    sampleSize: tile_sample_min_size,
    latentSize: tile_latent_min_size,
    overlap: tile_overlap_factor,
  });
  const tiled = await encodeTiled(open, signedPicture(frame), tiling);
  const assembled = await decodeTiled(open, floatTensor(latents.shape, scaled), tiling);
  return {
    ...checks,
    moments_tiled: withinScale(tiled.moments.data, await numbers(tiledMoments), 1e-5),
    decoded_tiled: withinScale(assembled.data, await numbers(`outputs/decoded_${size}_tiled`), 1e-5),
  };
}
