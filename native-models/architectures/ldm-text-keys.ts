import { elementBytes, type TensorEntry } from '../graph/safetensors.ts';

/**
 * Where single files keep their text encoders. SD1 and SDXL's first one are written as transformers names them, SD2's and
 * SDXL's second one as OpenCLIP does.
 */
const places = {
  1: {
    transformers: ['cond_stage_model.transformer.', 'conditioner.embedders.0.transformer.'],
    openClip: ['cond_stage_model.model.'],
  },
  2: { transformers: [], openClip: ['conditioner.embedders.1.model.', 'conditioner.embedders.0.model.'] },
} as const;

/** The tensors of a single file's first or second text encoder under transformers' names; null when it has none. */
export function ldmTextTensors(entries: readonly TensorEntry[], encoder: 1 | 2): TensorEntry[] | null {
  const { transformers, openClip } = places[encoder];
  for (const prefix of transformers) {
    const found = under(entries, prefix);
    if (found.length > 0) return found;
  }
  for (const prefix of openClip) {
    const found = under(entries, prefix);
    // SD2 takes the state before the last layer: diffusers' config counts one layer less, and the last one is never run.
    if (found.length > 0) return openClipTensors(found, { dropLastLayer: prefix.startsWith('cond_stage_model.') });
  }
  return null;
}

function under(entries: readonly TensorEntry[], prefix: string): TensorEntry[] {
  return entries
    .filter(({ key }) => key.startsWith(prefix))
    .map((entry) => ({ ...entry, key: entry.key.slice(prefix.length) }));
}

const layerNames: Readonly<Record<string, string>> = {
  ln_1: 'layer_norm1',
  ln_2: 'layer_norm2',
  'attn.out_proj': 'self_attn.out_proj',
  'mlp.c_fc': 'mlp.fc1',
  'mlp.c_proj': 'mlp.fc2',
};

const topNames: Readonly<Record<string, string>> = {
  'token_embedding.weight': 'text_model.embeddings.token_embedding.weight',
  positional_embedding: 'text_model.embeddings.position_embedding.weight',
  'ln_final.weight': 'text_model.final_layer_norm.weight',
  'ln_final.bias': 'text_model.final_layer_norm.bias',
};

/** OpenCLIP's names to transformers'. Query, key and value lie in one tensor, one after the other: three ranges of it. */
function openClipTensors(entries: readonly TensorEntry[], options: { readonly dropLastLayer: boolean }): TensorEntry[] {
  const layerOf = (key: string) => Number(/^transformer\.resblocks\.(\d+)\./.exec(key)?.[1] ?? -1);
  const last = entries.reduce((most, { key }) => Math.max(most, layerOf(key)), 0);
  return entries.flatMap((entry) => {
    const [, layer, module = '', tensor = ''] =
      /^transformer\.resblocks\.(\d+)\.(.+)[._](weight|bias)$/.exec(entry.key) ?? [];
    if (layer === undefined) return [{ ...entry, key: topNames[entry.key] ?? entry.key }];
    if (options.dropLastLayer && Number(layer) === last) return [];
    const scope = `text_model.encoder.layers.${layer}`;
    if (module !== 'attn.in_proj') return [{ ...entry, key: `${scope}.${layerNames[module] ?? module}.${tensor}` }];
    return thirds(entry).map((part, index) => ({
      ...part,
      key: `${scope}.self_attn.${['q_proj', 'k_proj', 'v_proj'][index]}.${tensor}`,
    }));
  });
}

/** Three equal runs of rows of one tensor. */
function thirds(entry: TensorEntry): TensorEntry[] {
  const [rows = 0, ...rest] = entry.shape;
  const shape = [rows / 3, ...rest];
  const length = shape.reduce((product, size) => product * size, elementBytes[entry.type]);
  return [0, 1, 2].map((index) => ({ ...entry, shape, offset: entry.offset + index * length, length }));
}
