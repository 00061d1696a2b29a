import { StudioError } from '../../contract/errors.ts';
import type { ComponentFiles, PackFiles } from '../ports.ts';

/**
 * What makes a pack's UNet know time: a motion adapter, attached to it, or the UNet itself when it was published merged with one.
 * @throws StudioError `pack-invalid` when there is neither
 */
export function motionOf({ id, components }: PackFiles): { parts: readonly string[]; files: ComponentFiles } {
  const { motionAdapter, unet } = components;
  if (motionAdapter) return { parts: ['motionAdapter'], files: motionAdapter };
  if (unet?.architecture === 'UNetMotionModel') return { parts: [], files: unet };
  throw new StudioError('pack-invalid', `The pack ${id} has no component motionAdapter, which clips need.`);
}
