import { join } from 'node:path';
import { z } from 'zod';
import { readPicture } from '../../electron/media/pictures.ts';
import { clipPicture, clipPixelValues, readFeatureExtractor } from '../../electron/pipeline/pictures/clip-pixels.ts';
import { resizeLanczos } from '../../electron/pipeline/pictures/resize.ts';
import type { VariantChecks } from './cases.ts';
import { type Check, within, withinScale } from './check.ts';
import { exists } from './model-folder.ts';
import { readNpy } from './npy.ts';
import { readJson } from './read-json.ts';

const caseSchema = z.object({
  control: z.string().optional(),
  rows: z.array(
    z.object({
      image: z.string(),
      resized_cropped_u8: z.string(),
      pixel_values_checksum: z.object({ mean: z.number(), std: z.number(), first: z.array(z.number()) }),
    }),
  ),
});

/** Pictures as CLIP's image encoder and ControlNets see them: bytes exact, numbers to 1e-5 of their scale. */
export async function* checkPreprocessing(folder: string, content: unknown): VariantChecks {
  const file = caseSchema.parse(content);
  const extractor = readFeatureExtractor(await readJson(join(folder, 'feature_extractor/preprocessor_config.json')));
  for (const { image, resized_cropped_u8, pixel_values_checksum: sums } of file.rows) {
    const { frame } = await readPicture(join(folder, image));
    const values = clipPixelValues(frame, extractor);
    const area = values.width * values.height;
    const { mean, deviation } = moments(values.data);
    const first = sums.first.map((_, channel) => values.data[channel * area] ?? Number.NaN);
    const checks: Record<string, Check> = {
      resized_cropped_u8: within(
        clipPicture(frame, extractor).data,
        (await readNpy(join(folder, resized_cropped_u8))).data,
        0,
      ),
      mean: within([mean], [sums.mean], 1e-5),
      std: within([deviation], [sums.std], 1e-5),
      first: withinScale(first, sums.first, 1e-5),
    };
    const whole = resized_cropped_u8.replace('resized_cropped_u8', 'pixel_values');
    if (await exists(join(folder, whole))) {
      checks.pixel_values = withinScale(values.data, (await readNpy(join(folder, whole))).data, 1e-5);
    }
    yield [image.replace(/^.*\//, ''), checks];
  }
  yield* checkControl(folder, file.control);
}

/** The words name the picture and the size: “img_300x400 -> 72x88”, height first. */
async function* checkControl(folder: string, words: string | undefined): VariantChecks {
  const [, name, height, width] = /(\S+) -> (\d+)x(\d+)/.exec(words ?? '') ?? [];
  if (words === undefined) return;
  const expected = await readNpy(join(folder, `outputs/control_lanczos_${height}x${width}_u8.npy`));
  const { frame } = await readPicture(join(folder, `inputs/${name}.png`));
  const found = resizeLanczos(frame, Number(width), Number(height)).data;
  yield ['control', { control_u8: within(found, expected.data, 0) }];
}

/** NumPy's mean and standard deviation (of the whole population). */
function moments(values: Float32Array): { mean: number; deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, deviation: Math.sqrt(variance) };
}
