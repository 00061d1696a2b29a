import { z } from 'zod';
import { architecture } from './architecture.ts';
import { motionAdapter } from './motion-adapter.ts';
import { buildUNet, unetFields, unetParts } from './unet.ts';

const configSchema = z.object(unetFields);

/**
 * diffusers' `UNet2DConditionModel` as Stable Diffusion 1.x, 2.x and XL use it, at any latent size, odd ones included; with a
 * MotionAdapter attached, its `UNetMotionModel`. Variant, inputs and output: see `buildUNet`.
 */
export const unet2DConditionModel = architecture<z.infer<typeof configSchema>>({
  name: 'UNet2DConditionModel',
  configSchema,
  attaches: [motionAdapter.name, ...unetParts.attaches],
  variant: unetParts.variant,
  build: (g, w, config, variant, parts) => buildUNet(g, w, config, variant, parts),
});
