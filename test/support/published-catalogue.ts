import { cpSync, mkdirSync, renameSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ModelHub } from './model-hub.ts';
import { publishedFolders } from './published-folders.ts';

export const tinyBase = 'stable-diffusion-v1-5/stable-diffusion-v1-5';

/**
 * A server that publishes tiny models under the names that the catalogue knows. They are real in everything but their size: the same
 * files, the same tensors.
 * @param parent folder they are put into
 * @returns the server, and the folder of the base model, to be changed
 */
export async function publishedCatalogue(parent: string): Promise<{ hub: ModelHub; base: string }> {
  const hub = await new ModelHub().listen();
  const folders = publishedFolders(parent);
  const tinyDecoder = join(parent, 'taesd');
  mkdirSync(tinyDecoder);
  for (const name of ['config.json', 'diffusion_pytorch_model.safetensors']) {
    cpSync(resolve(import.meta.dirname, '../fixtures/vae-tiny', name), join(tinyDecoder, name));
  }
  const adapter = join(parent, 'IP-Adapter');
  mkdirSync(join(adapter, 'models'), { recursive: true });
  renameSync(folders.ipAdapter, join(adapter, 'models', 'ip-adapter_sd15.safetensors'));
  renameSync(folders.imageEncoder, join(adapter, 'models', 'image_encoder'));
  hub.publish(tinyBase, folders.base);
  hub.publish('guoyww/animatediff-motion-adapter-v1-5-2', folders.motionAdapter);
  hub.publish('guoyww/animatediff-motion-adapter-v1-5-3', folders.motionAdapter);
  hub.publish('guoyww/animatediff-sparsectrl-rgb', folders.sparseControl);
  hub.publish('h94/IP-Adapter', adapter);
  hub.publish('madebyollin/taesd', tinyDecoder);
  return { hub, base: folders.base };
}
