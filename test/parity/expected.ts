import { join } from 'node:path';
import type { Observation } from '../../electron/pipeline/diffusion/ports.ts';
import type { Tensor } from '../../electron/pipeline/ports.ts';
import type { PipelineCase } from './case-file.ts';
import { type Check, scaleOf, within, withinScale } from './check.ts';
import { readNpy } from './npy.ts';

interface Rule {
  readonly observation: Observation;
  check(found: Tensor['data'], expected: Parameters<typeof within>[1]): Check;
}

const exact = (observation: Observation): Rule => ({
  observation,
  check: (found, expected) => within(found, expected, 0),
});
const embedding = (observation: Observation): Rule => ({
  observation,
  check: (found, expected) => withinScale(found, expected, 1e-5),
});

/** Latents have about unit variance by design: a flat picture's are no reason to be stricter. */
const latents = (observation: Observation): Rule => ({
  observation,
  check: (found, expected) => within(found, expected, 1e-5 * scaleOf(expected, 1)),
});

/** One picture for every row of the batch: the pipeline shows it once. */
const everyRow = ({ observation, check }: Rule): Rule => ({
  observation,
  check(found, expected) {
    const rows = Array.from({ length: Math.max(1, expected.length / found.length) }, (_, row) =>
      check(found, expected.slice(row * found.length, (row + 1) * found.length)),
    );
    return rows.reduce((worse, row) => (row.error > worse.error ? row : worse));
  },
});

/** The expected files of a variant that show one intermediate value each, and how near it must be. */
const rules: Readonly<Record<string, Rule>> = {
  text_ids_prompt: exact('textIds:prompt'),
  text_ids_negative_prompt: exact('textIds:negativePrompt'),
  text2_ids_prompt: exact('textIds2:prompt'),
  text2_ids_negative_prompt: exact('textIds2:negativePrompt'),
  text_hidden_prompt: embedding('textStates:prompt'),
  text_hidden_negative_prompt: embedding('textStates:negativePrompt'),
  text_penultimate_prompt: embedding('textPenultimate:prompt'),
  text_penultimate_negative_prompt: embedding('textPenultimate:negativePrompt'),
  text2_penultimate_prompt: embedding('textPenultimate2:prompt'),
  text2_penultimate_negative_prompt: embedding('textPenultimate2:negativePrompt'),
  text2_pooled_prompt: embedding('textPooled:prompt'),
  text2_pooled_negative_prompt: embedding('textPooled:negativePrompt'),
  text_cond: embedding('encoderHiddenStates'),
  add_text_embeds: embedding('textEmbeds'),
  add_time_ids: exact('timeIds'),
  ip_pixel_values: embedding('pixelValues'),
  ip_image_embeds: embedding('imageEmbeds'),
  ip_vision_penultimate_cond: embedding('imageStates'),
  ip_vision_penultimate_uncond: embedding('uncondImageStates'),
  ip_tokens_uncond_then_cond: embedding('imageTokens'),
  ctrl_cond_in: everyRow(embedding('controlPicture0')),
  ctrl_cond_in_00: everyRow(embedding('controlPicture0')),
  ctrl_cond_in_01: everyRow(embedding('controlPicture1')),
  ctrl_cond_in_02: everyRow(embedding('controlPicture2')),
  dbg_ctrl_cond_in: everyRow(latents('controlLatents0')),
  dbg_ctrl_mask_in: everyRow(exact('controlMask0')),
  image_preprocessed: embedding('inpaintPicture'),
  mask_preprocessed: exact('inpaintMask'),
  mask_latent: exact('maskLatent'),
  image_latents: latents('imageLatents'),
  masked_image_latents: latents('maskedImageLatents'),
  step0_unet_sample_in: embedding('sample'),
  step0_unet_noise_pred: {
    observation: 'prediction',
    check: (found, expected) => within(found, expected, 5e-5),
  },
};

/** Values that show only in networks' insides, or that other checks cover. */
const covered = /^(dbg_|ctrl_mid|decoded_raw_last|latents_|frames|noise_draw_|eps|z_ref)/;

/**
 * Compares what the pipeline showed with every expected file of a variant. A value that was expected and never shown is as wrong
 * as can be; so is a file of a kind that nobody here knows.
 */
export async function checkObservations(
  folder: string,
  file: PipelineCase,
  seen: ReadonlyMap<Observation, Tensor>,
): Promise<Record<string, Check>> {
  const checks: Record<string, Check> = {};
  for (const entry of file.files.filter((name) => name.endsWith('.npy'))) {
    const name = entry.replace(/\.npy$/, '');
    const rule = rules[name];
    if (!rule) {
      if (!covered.test(name)) checks[name] = { error: Number.POSITIVE_INFINITY, tolerance: 0 };
      continue;
    }
    const found = seen.get(rule.observation);
    if (isUnused(name, file)) continue;
    const { data } = await readNpy(join(folder, entry));
    checks[name] = found ? rule.check(found.data, data) : { error: Number.POSITIVE_INFINITY, tolerance: 0 };
  }
  return checks;
}

/** Saved by the reference, which computed it, though this run has no use for it. */
function isUnused(name: string, { call, files }: PipelineCase): boolean {
  const dedicated = files.includes('masked_image_latents.npy');
  if (name === 'ip_vision_penultimate_uncond') return call.guidance_scale <= 1;
  // Recorded of all the layers, though the UNet sees those without the skipped ones: text_cond shows them.
  if (/^text2?_penultimate_prompt$/.test(name)) return (call.clip_skip ?? 0) > 0;
  // A dedicated inpainting UNet that starts from noise alone never sees the picture outside the hole.
  return name === 'image_latents' && dedicated && (call.strength ?? 1) >= 1;
}
