import { z } from 'zod';
import type { Graph } from '../graph/graph.ts';
import { sizeOf } from '../graph/layout.ts';
import { ModelError } from '../graph/model-error.ts';
import type { Value } from '../graph/types.ts';
import type { Weights } from '../graph/weights.ts';
import { architecture, sizeFrom } from './architecture.ts';
import type { ExtraContext } from './diffusion-blocks.ts';
import type { UpShape } from './unet-blocks.ts';
import { levelValue, type UNetShape } from './unet-config.ts';

/** IP-Adapters are published without a config: all sizes are those of the tensors. */
const configSchema = z.object({});

/** Size of a head of the resampler's attention: fixed in every published adapter. */
const resamplerHeadSize = 64;

/**
 * IP-Adapter, as published in one file. As a part of a UNet it adds cross-attention over image tokens (`ip_adapter.*`). Alone it
 * makes those tokens, once a take (`image_proj.*`).
 *
 * Variant: `batch`; `visionTokens` of the picture tower, class token included (Plus only).
 * In: `imageEmbeds` float32 [batch, p] (plain) or `hiddenStates` float32 [batch, visionTokens, d], the tower's penultimate states
 * (Plus). Out: `imageTokens` float32 [batch, t, c].
 */
export const ipAdapter = architecture<z.infer<typeof configSchema>>({
  name: 'IPAdapter',
  configSchema,
  variant: { batch: 2, visionTokens: 257 },
  ignores: () => /^ip_adapter\./,
  ignoresAsPart: /^image_proj\./,
  build(g, weights, _config, variant) {
    const batch = sizeFrom(variant, 'batch');
    const w = weights.at('image_proj');
    const tokens = w.has('latents') ? resampler(g, w, batch, variant) : projection(g, w, batch);
    g.output('imageTokens', g.cast(tokens, 'float32'));
  },
});

/** How many image tokens an adapter makes, and how wide they are. */
function imageTokenShape(weights: Weights): readonly [tokens: number, channels: number] {
  const w = weights.at('image_proj');
  const [, latents] = w.shapeOf('latents') ?? [];
  const [channels] = w.shapeOf(latents === undefined ? 'norm.weight' : 'norm_out.weight') ?? [];
  const [rows] = w.shapeOf('proj.weight') ?? [];
  const tokens = latents ?? (rows === undefined || channels === undefined ? undefined : rows / channels);
  if (tokens === undefined || channels === undefined || !Number.isInteger(tokens)) {
    throw new ModelError(`The adapter ${weights.paths.join(', ')} has no image projection of a known kind.`);
  }
  return [tokens, channels];
}

/** ImageProjModel: one linear layer makes all tokens, then a norm. */
function projection(g: Graph, w: Weights, batch: number): Value {
  const [rows = null, width] = w.shapeOf('proj.weight') ?? [];
  const [channels] = w.shapeOf('norm.weight') ?? [];
  if (width === undefined || rows === null || channels === undefined || rows % channels !== 0) {
    throw new ModelError('The adapter’s image_proj.proj.weight and image_proj.norm.weight are missing or do not fit.');
  }
  const embeds = g.input('imageEmbeds', 'float32', [batch, width]);
  const tokens = g.linear(g.cast(embeds, g.float), w.at('proj'), { out: rows });
  return g.layerNorm(g.reshape(tokens, [batch, rows / channels, channels]), w.at('norm'));
}

/** IP-Adapter Plus: learned latents look at the picture's states, layer after layer. */
function resampler(g: Graph, w: Weights, batch: number, variant: Readonly<Record<string, unknown>>): Value {
  const [, width] = w.shapeOf('proj_in.weight') ?? [];
  if (width === undefined) throw new ModelError('The adapter’s image_proj.proj_in.weight is missing.');
  const visionTokens = sizeFrom({ visionTokens: Number(variant.visionTokens) }, 'visionTokens');
  const states = g.input('hiddenStates', 'float32', [batch, visionTokens, width]);
  const x = g.linear(g.cast(states, g.float), w.at('proj_in'));
  const hidden = sizeOf(x, 2);
  const learned = g.weight(w, 'latents', [1, null, hidden]);
  let latents = g.expand(learned, [batch, sizeOf(learned, 1), hidden]);
  for (let layer = 0; w.hasScope(`layers.${layer}`); layer++) {
    latents = resamplerLayer(g, x, latents, w.at('layers').at(layer));
  }
  return g.layerNorm(g.linear(latents, w.at('proj_out')), w.at('norm_out'));
}

/** PerceiverAttention and a feed-forward, both added. The latents also look at themselves. */
function resamplerLayer(g: Graph, x: Value, latents: Value, w: Weights): Value {
  const attend = w.at(0);
  const hidden = sizeOf(latents, 2);
  const normed = g.layerNorm(latents, attend.at('norm2'));
  const query = g.linear(normed, attend.at('to_q'), { bias: false });
  const inner = sizeOf(query, 2);
  const seen = g.concat([g.layerNorm(x, attend.at('norm1')), normed], 1);
  const [key, value] = g.split(g.linear(seen, attend.at('to_kv'), { out: 2 * inner, bias: false }), 2, [inner, inner]);
  if (!key || !value) throw new ModelError('The resampler’s keys and values could not be split.');
  const attended = g.attention(query, key, value, { heads: inner / resamplerHeadSize });
  const y = g.add(latents, g.linear(attended, attend.at('to_out'), { out: hidden, bias: false }));
  const feed = w.at(1);
  const inside = g.gelu(g.linear(g.layerNorm(y, feed.at(0)), feed.at(1), { bias: false }));
  return g.add(y, g.linear(inside, feed.at(3), { out: hidden, bias: false }));
}

/**
 * Names of a UNet's cross-attention layers in the order in which adapters number theirs: down, up, and the middle last. Layer i has
 * the keys `ip_adapter.${2i + 1}`: self-attention layers count, but have no tensors.
 */
export function crossAttentionLayers(shape: UNetShape, up: UpShape): string[] {
  const levels = shape.channels.length;
  const names: string[] = [];
  const add = (block: string, attentions: number, transformerLayers: number) => {
    for (let index = 0; index < attentions; index++)
      for (let layer = 0; layer < transformerLayers; layer++)
        names.push(`${block}.attentions.${index}.transformer_blocks.${layer}.attn2`);
  };
  for (let level = 0; level < levels; level++) {
    if (!shape.downAttention[level]) continue;
    add(`down_blocks.${level}`, levelValue(shape.layers, level), levelValue(shape.transformerLayers, level));
  }
  for (let index = 0; index < levels; index++) {
    if (!up.attention[index]) continue;
    const layers = levelValue(shape.layers, levels - 1 - index) + 1;
    add(`up_blocks.${index}`, layers, levelValue(up.transformerLayers, index));
  }
  add('mid_block', 1, shape.midTransformerLayers);
  return names;
}

/** Declares `imageTokens` and `ipScale`, and gives each cross-attention layer what it needs of them. */
export function imageContext(
  g: Graph,
  weights: Weights,
  options: { readonly batch: number; readonly layers: readonly string[] },
): (layer: string) => ExtraContext {
  const [tokens, channels] = imageTokenShape(weights);
  const context = g.cast(g.input('imageTokens', 'float32', [options.batch, tokens, channels]), g.float);
  const scale = g.cast(g.input('ipScale', 'float32', [1]), g.float);
  const numbers = new Map(options.layers.map((layer, index) => [layer, 2 * index + 1]));
  return (layer) => {
    const number = numbers.get(layer);
    if (number === undefined) throw new ModelError(`The adapter knows no cross-attention layer ${layer}.`);
    const w = weights.at('ip_adapter').at(number);
    return { context, scale, toKey: w.at('to_k_ip'), toValue: w.at('to_v_ip') };
  };
}
