import { readdir, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import type { ComponentFiles, PackFiles } from '../../electron/pipeline/ports.ts';
import type { PipelineCase } from './case-file.ts';
import { readJson } from './read-json.ts';

/** Folders of a model in diffusers' layout, by the names that packs give to what is in them. */
const componentFolders = {
  text_encoder: 'textEncoder',
  text_encoder_2: 'textEncoder2',
  unet: 'unet',
  vae: 'vae',
  image_encoder: 'imageEncoder',
  motion_adapter: 'motionAdapter',
  controlnet: 'control',
} as const;

const configSchema = z.looseObject({
  _class_name: z.string().optional(),
  architectures: z.array(z.string()).optional(),
});

/** The networks of one case as a pack: folders in diffusers' layout, or one checkpoint file with configs beside it. */
export async function packOf(folder: string, file: PipelineCase): Promise<PackFiles> {
  const at = (path: string) => resolve(folder, path);
  const root = at(file.model ?? file.diffusers_config ?? '.');
  const part = async (name: string, inner = ''): Promise<string | null> => {
    const own = file.components?.[name];
    const path = join(own === undefined ? join(root, name) : at(own), inner);
    return (await exists(path)) ? path : null;
  };
  const components: Record<string, ComponentFiles> = {};
  const single = file.single_file === undefined ? null : [at(file.single_file)];
  for (const [name, component] of Object.entries(componentFolders)) {
    const config = await part(name, 'config.json');
    if (config) components[component] = await componentAt(dirname(config), single);
  }
  for (const [index, path] of (file.controlnets ?? []).entries()) {
    components[numbered('control', index)] = await componentAt(at(path), null);
  }
  const adapter = await part('ip_adapter');
  if (adapter) {
    components.ipAdapter = { architecture: 'IPAdapter', configPath: null, weightPaths: await weightsIn(adapter) };
  }
  for (const [index, { file: path, scale }] of (file.loras ?? []).entries()) {
    components[numbered('lora', index)] = { architecture: 'LoRA', configPath: null, weightPaths: [at(path)], scale };
  }
  return {
    id: `${file.case}/${file.variant}`,
    components,
    tokenizerPath: file.tokenizer === undefined ? await part('tokenizer') : at(file.tokenizer),
    tokenizer2Path: await part('tokenizer_2'),
    schedulerPath: await part('scheduler', 'scheduler_config.json'),
    featureExtractorPath: await part('feature_extractor', 'preprocessor_config.json'),
    defaults: {},
  };
}

/** `control`, `control2`, `control3` … */
function numbered(name: string, index: number): string {
  return index === 0 ? name : `${name}${index + 1}`;
}

export async function componentAt(folder: string, weights: readonly string[] | null): Promise<ComponentFiles> {
  const configPath = join(folder, 'config.json');
  const config = configSchema.parse(await readJson(configPath));
  const architecture = config._class_name ?? config.architectures?.[0];
  if (architecture === undefined) throw new Error(`${configPath} names no architecture.`);
  return { architecture, configPath, weightPaths: weights ?? (await weightsIn(folder)) };
}

export async function weightsIn(folder: string): Promise<string[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.safetensors')).sort();
  if (names.length === 0) throw new Error(`${folder} holds no .safetensors file.`);
  return names.map((name) => join(folder, name));
}

export function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
