import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** A tiny model as published: Stable Diffusion, motion adapter, SparseCtrl, IP-Adapter, image encoder, all in one folder. */
export const tinyVideoModel = resolve(import.meta.dirname, '../fixtures/i2v-full/model');

export interface PublishedFolders {
  /** A pipeline as Stable Diffusion 1.5 is published: PNDM over scaled betas, and a safety checker nobody needs. */
  readonly base: string;
  readonly motionAdapter: string;
  readonly sparseControl: string;
  readonly imageEncoder: string;
  readonly ipAdapter: string;
}

/** The same model as a person downloads it: five repositories, each with a model card. */
export function publishedFolders(parent: string): PublishedFolders {
  const at = (name: string): string => join(parent, name);
  cpSync(tinyVideoModel, at('tiny-stable-diffusion'), { recursive: true });
  const base = at('tiny-stable-diffusion');
  const move = (folder: string, name: string): string => {
    renameSync(join(base, folder), at(name));
    return at(name);
  };
  const folders = {
    base,
    motionAdapter: move('motion_adapter', 'tiny-motion-adapter'),
    sparseControl: move('controlnet', 'tiny-sparsectrl-rgb'),
    imageEncoder: move('image_encoder', 'image_encoder'),
    ipAdapter: join(move('ip_adapter', 'ip-adapter'), 'ip-adapter_tiny.safetensors'),
  };
  rmSync(join(base, 'unet_motion_config.json'));
  writeFileSync(join(base, 'model_index.json'), JSON.stringify({ _class_name: 'StableDiffusionPipeline' }));
  writeFileSync(join(base, 'README.md'), '---\nlicense: creativeml-openrail-m\ntags:\n- art\n---\n# Tiny\n');
  writeFileSync(join(folders.motionAdapter, 'LICENSE'), 'Apache License\nVersion 2.0\n');
  const schedulerPath = join(base, 'scheduler/scheduler_config.json');
  const scheduler = JSON.parse(readFileSync(schedulerPath, 'utf8')) as Record<string, unknown>;
  writeFileSync(
    schedulerPath,
    JSON.stringify({
      ...scheduler,
      _class_name: 'PNDMScheduler',
      beta_schedule: 'scaled_linear',
      skip_prk_steps: true,
    }),
  );
  mkdirSync(join(base, 'safety_checker'));
  writeFileSync(
    join(base, 'safety_checker/config.json'),
    JSON.stringify({ architectures: ['StableDiffusionSafetyChecker'] }),
  );
  return folders;
}
