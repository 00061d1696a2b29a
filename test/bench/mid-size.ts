import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import type { ComponentFiles } from '../../electron/pipeline/ports.ts';
import { type PublishedNetwork, writeWeights } from '../support/published-model.ts';

const lists = fileURLToPath(new URL('../fixtures/sd15-keys/mid-size.json.gz', import.meta.url));
const file = 'diffusion_pytorch_model';

/**
 * A UNet of 53 M and a motion adapter of 24 M parameters, laid out as Stable Diffusion 1.5 with AnimateDiff, with random weights:
 * large enough that kernels dominate, small enough to be measured everywhere.
 * @param folder gets 153 MB
 */
export function writeMidSize(folder: string): { unet: ComponentFiles; motionAdapter: ComponentFiles } {
  const networks = JSON.parse(gunzipSync(readFileSync(lists)).toString('utf8')) as Record<string, PublishedNetwork>;
  for (const [name, { config, shapes }] of Object.entries(networks)) {
    writeWeights(join(folder, name), file, shapes, 'random');
    writeFileSync(join(folder, name, 'config.json'), JSON.stringify(config));
  }
  return {
    unet: midSizeComponent(folder, 'unet', 'UNet2DConditionModel'),
    motionAdapter: midSizeComponent(folder, 'motion_adapter', 'MotionAdapter'),
  };
}

function midSizeComponent(folder: string, name: string, architecture: string): ComponentFiles {
  return {
    architecture,
    configPath: join(folder, name, 'config.json'),
    weightPaths: [join(folder, name, `${file}.safetensors`)],
  };
}
