import { StudioError } from '../../contract/errors.ts';
import type { StageId } from '../../contract/geometry.ts';
import { type MethodId, parameterSpecs } from '../../contract/parameters.ts';
import type { StageRunner } from '../ports.ts';
import { runInterpolation } from './interpolation.ts';
import { latentDiffusion } from './latent-diffusion.ts';
import { runMotionField } from './motion-field.ts';
import { runRefiner } from './refiner.ts';

/** How each method drives its stage. */
const runners: Readonly<Record<MethodId, StageRunner>> = {
  'latent-diffusion': latentDiffusion,
  'motion-field': runMotionField,
  refiner: runRefiner,
  interpolation: runInterpolation,
};

/** @throws StudioError `pack-invalid` when the method is unknown or cannot drive the stage */
export function runnerOf(stage: StageId, method: string): StageRunner {
  if (Object.hasOwn(runners, method) && parameterSpecs(stage, method as MethodId)) return runners[method as MethodId];
  throw new StudioError(
    'pack-invalid',
    `The method “${method}” cannot drive the stage ${stage}. Choose another pack for it.`,
  );
}
