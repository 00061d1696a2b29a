import { z } from 'zod';
import { StudioError } from '../../contract/errors.ts';
import { gaussianNoise } from '../diffusion/noise.ts';
import type { DiffusionPorts } from '../diffusion/ports.ts';
import type { DiffusionRequest } from '../diffusion/request.ts';
import type { FloatTensor } from '../diffusion/tensors.ts';
import { sizeOf } from '../diffusion/tensors.ts';
import type { Frame, StagePorts, StageRequest } from '../ports.ts';
import { numberOf } from './latent-pictures.ts';

/** What a latent-diffusion pack says of itself in pack.json's `defaults`. */
const defaultsSchema = z.object({
  /** Pixels at which the model was trained. */
  width: z.number().int().min(8).default(512),
  height: z.number().int().min(8).default(512),
  steps: z.number().int().min(1).default(24),
  guidanceScale: z.number().min(0).default(7.5),
  /** With two text encoders, no negative prompt is zeros; false reads the empty text instead. */
  forceZerosForEmptyPrompt: z.boolean().default(true),
  /** At which frames of image to video a SparseControlNet is shown the reference. */
  controlFrames: z.enum(['first', 'all']).default('first'),
});
export type DiffusionDefaults = z.infer<typeof defaultsSchema>;

/** @throws StudioError `pack-invalid` listing what does not fit */
export function diffusionDefaults({ pack }: Pick<StagePorts, 'pack'>): DiffusionDefaults {
  const result = defaultsSchema.safeParse(pack.defaults);
  if (result.success) return result.data;
  const issues = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
  throw new StudioError('pack-invalid', `The defaults of the pack ${pack.id} cannot be used. ${issues}.`);
}

/** What every stage asks of diffusion in the same words: the prompts and how they are followed. */
export function guidedRequest({ prompt, negativePrompt, parameters }: StageRequest, defaults: DiffusionDefaults) {
  return {
    prompts: {
      prompt,
      negativePrompt: negativePrompt === '' && defaults.forceZerosForEmptyPrompt ? null : negativePrompt,
      clipSkip: numberOf(parameters, 'clipSkip', 0),
      syntax: 'studio',
    },
    steps: numberOf(parameters, 'steps', defaults.steps),
    guidanceScale: numberOf(parameters, 'guidanceScale', defaults.guidanceScale),
    guidanceRescale: numberOf(parameters, 'guidanceRescale', 0),
    eta: numberOf(parameters, 'eta', 0),
    posterior: 'mean',
  } as const satisfies Partial<DiffusionRequest>;
}

/** Counts the parts of a stage: a denominator that does not move, and every part once. */
export interface Progress {
  /** One more part is done. */
  advance(preview?: Frame): Promise<void>;
}

export function progressOf(total: number, ports: Pick<StagePorts, 'progress'>): Progress {
  let done = 0;
  return { advance: (preview) => ports.progress(++done, total, preview) };
}

/**
 * The diffusion pipeline's ports in a stage: seeded noise (stream 0 for the start, 1 and on for the steps), progress, previews.
 * @param preview makes a picture of latents, or nothing when it is too soon
 */
export function diffusionPorts(
  request: StageRequest,
  ports: StagePorts,
  progress: Progress,
  preview: (believed: FloatTensor) => Promise<Frame | undefined>,
): DiffusionPorts {
  const { pack, open, readJson, readText } = ports;
  const streams = { start: 0, step: 1, posterior: 1_000_000 };
  return {
    pack,
    open,
    readJson,
    readText,
    draw: (reason, dims) => gaussianNoise(request.seed, streams[reason]++, sizeOf(dims)),
    advance: async (believed) => progress.advance(believed ? await preview(believed) : undefined),
  };
}
