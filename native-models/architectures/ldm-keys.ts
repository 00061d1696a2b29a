import { readSafetensors, type SafetensorsIndex, type TensorEntry } from '../graph/safetensors.ts';
import { type Weights, weightsOf } from '../graph/weights.ts';
import { ldmTextTensors } from './ldm-text-keys.ts';

/**
 * Checkpoints in the layout of the original latent-diffusion code, as the community shares them: all networks in one file,
 * under their own prefixes and names. The same tensors under diffusers' names, without copying a byte.
 */

/**
 * Opens the files of one network. A file in LDM layout shows the tensors of that network alone, under diffusers' names.
 * @param architecture decides which network of a single file is meant
 */
export async function openNetwork(paths: readonly string[], architecture: string): Promise<Weights> {
  const indexes = await Promise.all(paths.map(readSafetensors));
  return weightsOf(indexes.map((index) => diffusersNames(index, architecture)));
}

/** The tensors of one network under diffusers' names; the index itself when the file is not in LDM layout. */
export function diffusersNames(index: SafetensorsIndex, architecture: string): SafetensorsIndex {
  const tensors = readers[architecture]?.([...index.tensors.values()]) ?? null;
  if (tensors === null || tensors.length === 0) return index;
  return { ...index, tensors: new Map(tensors.map((entry) => [entry.key, entry])) };
}

/** By architecture: its tensors in a file of LDM layout, renamed; null when the file has none. */
const readers: Readonly<Record<string, (entries: readonly TensorEntry[]) => TensorEntry[] | null>> = {
  UNet2DConditionModel: (entries) => readUNet(below(entries, ['model.diffusion_model.'], 'input_blocks.0.0.weight')),
  ControlNetModel: (entries) => readUNet(below(entries, ['control_model.'], 'input_blocks.0.0.weight')),
  AutoencoderKL: (entries) => readVae(below(entries, ['first_stage_model.'], 'decoder.up.0.block.0.norm1.weight')),
  CLIPTextModel: (entries) => ldmTextTensors(entries, 1),
  CLIPTextModelWithProjection: (entries) => ldmTextTensors(entries, 2),
};

/** Tensors below the first of the prefixes (or without any) that leads to the tensor `sign`, their keys without it. */
function below(entries: readonly TensorEntry[], prefixes: readonly string[], sign: string): TensorEntry[] {
  const prefix = [...prefixes, ''].find((start) => entries.some(({ key }) => key === start + sign));
  if (prefix === undefined) return [];
  return entries
    .filter(({ key }) => key.startsWith(prefix))
    .map((entry) => ({ ...entry, key: entry.key.slice(prefix.length) }));
}

/** `key` with its longest part that is in `names` replaced; null when no part is. Parts end at a dot. */
function renamed(key: string, names: ReadonlyMap<string, string>): { start: string; rest: string } | null {
  for (let end = key.length; end > 0; end = key.lastIndexOf('.', end - 1)) {
    const start = names.get(key.slice(0, end));
    if (start !== undefined) return { start, rest: key.slice(end) };
  }
  return null;
}

/** Layers of a ResNet block: LDM's names and diffusers'. */
const resnetNames: readonly (readonly [string, string])[] = [
  ['in_layers.0', 'norm1'],
  ['in_layers.2', 'conv1'],
  ['emb_layers.1', 'time_emb_proj'],
  ['out_layers.0', 'norm2'],
  ['out_layers.3', 'conv2'],
  ['skip_connection', 'conv_shortcut'],
];

/** Modules of a UNet (and of the half of one that a ControlNet is): LDM's path and diffusers'. */
function unetModules(layout: {
  readonly levels: number;
  readonly layersPerBlock: number;
}): readonly (readonly [string, string])[] {
  const { levels, layersPerBlock } = layout;
  const modules: (readonly [string, string])[] = [
    ['time_embed.0', 'time_embedding.linear_1'],
    ['time_embed.2', 'time_embedding.linear_2'],
    ['label_emb.0.0', 'add_embedding.linear_1'],
    ['label_emb.0.2', 'add_embedding.linear_2'],
    ['input_blocks.0.0', 'conv_in'],
    ['out.0', 'conv_norm_out'],
    ['out.2', 'conv_out'],
  ];
  const resnet = (ldm: string, diffusers: string) => {
    for (const [from, to] of resnetNames) modules.push([`${ldm}.${from}`, `${diffusers}.${to}`]);
  };
  for (let level = 0; level < levels; level++) {
    for (let layer = 0; layer < layersPerBlock; layer++) {
      const block = `input_blocks.${level * (layersPerBlock + 1) + layer + 1}`;
      resnet(`${block}.0`, `down_blocks.${level}.resnets.${layer}`);
      modules.push([`${block}.1`, `down_blocks.${level}.attentions.${layer}`]);
    }
    const end = (level + 1) * (layersPerBlock + 1);
    modules.push([`input_blocks.${end}.0.op`, `down_blocks.${level}.downsamplers.0.conv`]);
    for (let layer = 0; layer <= layersPerBlock; layer++) {
      const block = `output_blocks.${level * (layersPerBlock + 1) + layer}`;
      resnet(`${block}.0`, `up_blocks.${level}.resnets.${layer}`);
      modules.push([`${block}.1`, `up_blocks.${level}.attentions.${layer}`]);
      // Without attention in the block the upsampler comes second, else third.
      modules.push([`${block}.1.conv`, `up_blocks.${level}.upsamplers.0.conv`]);
      modules.push([`${block}.2.conv`, `up_blocks.${level}.upsamplers.0.conv`]);
    }
  }
  resnet('middle_block.0', 'mid_block.resnets.0');
  modules.push(['middle_block.1', 'mid_block.attentions.0']);
  resnet('middle_block.2', 'mid_block.resnets.1');
  return modules;
}

/** What a ControlNet has and a UNet has not. */
function controlNetModules(downResiduals: number): readonly (readonly [string, string])[] {
  const hints = Array.from({ length: 6 }, (_, index) => index);
  return [
    ['input_hint_block.0', 'controlnet_cond_embedding.conv_in'],
    ...hints.map(
      (block) => [`input_hint_block.${2 * block + 2}`, `controlnet_cond_embedding.blocks.${block}`] as const,
    ),
    ['input_hint_block.14', 'controlnet_cond_embedding.conv_out'],
    ...Array.from(
      { length: downResiduals },
      (_, index) => [`zero_convs.${index}.0`, `controlnet_down_blocks.${index}`] as const,
    ),
    ['middle_block_out.0', 'controlnet_mid_block'],
  ];
}

/** Depth of a UNet in LDM layout, from the places of its downsamplers. */
function ldmUNetLayout(keys: Iterable<string>): { readonly levels: number; readonly layersPerBlock: number } {
  const downsamplers: number[] = [];
  let last = 0;
  for (const key of keys) {
    const [, block = '', op] = /^input_blocks\.(\d+)\.0\.(op\.weight$)?/.exec(key) ?? [];
    if (block === '') continue;
    last = Math.max(last, Number(block));
    if (op !== undefined) downsamplers.push(Number(block));
  }
  return { levels: downsamplers.length + 1, layersPerBlock: Math.min(...downsamplers, last + 1) - 1 };
}

function readUNet(entries: readonly TensorEntry[]): TensorEntry[] {
  const layout = ldmUNetLayout(entries.map(({ key }) => key));
  const residuals = layout.levels * (layout.layersPerBlock + 1);
  const names = new Map([...unetModules(layout), ...controlNetModules(residuals)]);
  return entries.map((entry) => {
    const found = renamed(entry.key, names);
    return found ? { ...entry, key: found.start + found.rest } : entry;
  });
}

/** LDM's path of every module of a UNet that is named as diffusers does. */
export function ldmUNetNames(weights: Weights): ReadonlyMap<string, string> {
  const count = (prefix: string) => {
    let next = 0;
    while (weights.hasScope(`${prefix}.${next}`)) next++;
    return next;
  };
  const layout = { levels: count('down_blocks'), layersPerBlock: count('down_blocks.0.resnets') };
  const names = new Map<string, string>();
  for (const [ldm, diffusers] of unetModules(layout)) {
    const withoutAttention = ldm.endsWith('.1.conv');
    const attentions = diffusers.replace('.upsamplers.0.conv', '.attentions');
    if (withoutAttention && weights.hasScope(attentions)) continue;
    if (ldm.endsWith('.2.conv') && !weights.hasScope(attentions)) continue;
    names.set(diffusers, ldm);
  }
  const full = new Map<string, string>();
  for (const key of weights.keys()) {
    const path = key.replace(/\.weight$/, '');
    const found = renamed(path, names);
    if (found) full.set(path, found.start + found.rest);
  }
  return full;
}

/** A VAE in LDM layout: the decoder's levels are counted from the picture, attention is made of 1×1 convolutions. */
function readVae(entries: readonly TensorEntry[]): TensorEntry[] {
  const levels = entries.reduce(
    (most, { key }) => Math.max(most, Number(/^decoder\.up\.(\d+)\./.exec(key)?.[1] ?? 0)),
    0,
  );
  return entries.map((entry) => {
    const key = entry.key
      .replace(/\.mid\.block_([12])\./, (_, block: string) => `.mid_block.resnets.${Number(block) - 1}.`)
      .replace(
        /\.mid\.attn_1\.(\w+)\./,
        (_, layer: string) => `.mid_block.attentions.0.${vaeAttention[layer] ?? layer}.`,
      )
      .replace(/\.down\.(\d+)\.block\./, '.down_blocks.$1.resnets.')
      .replace(/\.down\.(\d+)\.downsample\./, '.down_blocks.$1.downsamplers.0.')
      .replace(/\.up\.(\d+)\.block\./, (_, level: string) => `.up_blocks.${levels - Number(level)}.resnets.`)
      .replace(/\.up\.(\d+)\.upsample\./, (_, level: string) => `.up_blocks.${levels - Number(level)}.upsamplers.0.`)
      .replace('.nin_shortcut.', '.conv_shortcut.')
      .replace(/^(encoder|decoder)\.norm_out\./, '$1.conv_norm_out.');
    const pointwise = key.includes('.attentions.0.') && entry.shape.length === 4;
    return { ...entry, key, shape: pointwise ? entry.shape.slice(0, 2) : entry.shape };
  });
}

const vaeAttention: Readonly<Record<string, string>> = {
  norm: 'group_norm',
  q: 'to_q',
  k: 'to_k',
  v: 'to_v',
  proj_out: 'to_out.0',
};
