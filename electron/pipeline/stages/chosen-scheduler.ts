import { z } from 'zod';
import { StudioError } from '../../contract/errors.ts';
import type { Parameters } from '../../contract/parameters.ts';
import type { StagePorts } from '../ports.ts';

/** What each choice of the parameter `scheduler` changes in the pack's own scheduler_config.json. */
const choices: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  pack: {},
  ddim: { _class_name: 'DDIMScheduler' },
  pndm: { _class_name: 'PNDMScheduler', skip_prk_steps: true },
  euler: { _class_name: 'EulerDiscreteScheduler' },
  'euler-ancestral': { _class_name: 'EulerAncestralDiscreteScheduler' },
  'dpmpp-2m': { _class_name: 'DPMSolverMultistepScheduler', algorithm_type: 'dpmsolver++', use_karras_sigmas: false },
  'dpmpp-2m-karras': {
    _class_name: 'DPMSolverMultistepScheduler',
    algorithm_type: 'dpmsolver++',
    use_karras_sigmas: true,
  },
  unipc: { _class_name: 'UniPCMultistepScheduler' },
  lcm: { _class_name: 'LCMScheduler' },
};

const configSchema = z.looseObject({ _class_name: z.string() });

/**
 * The config of the scheduler that a person chose: what the model was trained with (betas, what it predicts) stays the pack's, as
 * in diffusers' `Scheduler.from_config(other.config)`.
 * @throws StudioError `pack-invalid` when the pack names no scheduler
 */
export async function chosenScheduler(
  parameters: Parameters,
  { pack, readJson }: Pick<StagePorts, 'pack' | 'readJson'>,
): Promise<unknown> {
  if (pack.schedulerPath === null) throw new StudioError('pack-invalid', `The pack ${pack.id} names no scheduler.`);
  const published = configSchema.safeParse(await readJson(pack.schedulerPath));
  if (!published.success) {
    throw new StudioError('pack-invalid', `The scheduler_config.json of the pack ${pack.id} names no _class_name.`);
  }
  const choice = choices[String(parameters.scheduler ?? 'pack')];
  if (!choice) throw new StudioError('internal', `There is no scheduler called ${String(parameters.scheduler)}.`);
  return { ...published.data, ...choice };
}
