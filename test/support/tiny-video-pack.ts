import { fileURLToPath } from 'node:url';
import type { ComponentFiles, PackFiles } from '../../electron/pipeline/ports.ts';

const root = fileURLToPath(new URL('../fixtures/i2v-full/model/', import.meta.url));

const published = (architecture: string, name: string, file = 'diffusion_pytorch_model'): ComponentFiles => ({
  architecture,
  configPath: `${root}${name}/config.json`,
  weightPaths: [`${root}${name}/${file}.safetensors`],
});

/**
 * A tiny random Stable Diffusion with motion modules, SparseControlNet and IP-Adapter: everything that image to video and video to
 * video are made of. Its pictures are noise; what changes them is not.
 */
export const tinyVideoPack: PackFiles = {
  id: 'tiny-video',
  components: {
    textEncoder: published('CLIPTextModel', 'text_encoder', 'model'),
    unet: published('UNet2DConditionModel', 'unet'),
    motionAdapter: published('MotionAdapter', 'motion_adapter'),
    vae: published('AutoencoderKL', 'vae'),
    imageEncoder: published('CLIPVisionModelWithProjection', 'image_encoder', 'model'),
    ipAdapter: {
      architecture: 'IPAdapter',
      configPath: null,
      weightPaths: [`${root}ip_adapter/ip-adapter_tiny.safetensors`],
    },
    control: published('SparseControlNetModel', 'controlnet'),
  },
  tokenizerPath: `${root}tokenizer`,
  schedulerPath: `${root}scheduler/scheduler_config.json`,
  featureExtractorPath: `${root}feature_extractor/preprocessor_config.json`,
  defaults: { width: 64, height: 64, steps: 3, guidanceScale: 7.5 },
};
