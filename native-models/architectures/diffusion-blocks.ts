import type { Graph } from '../graph/graph.ts';
import { picture, sizeOf } from '../graph/layout.ts';
import { ModelError } from '../graph/model-error.ts';
import type { Value } from '../graph/types.ts';
import type { Weights } from '../graph/weights.ts';

/** Blocks that latent-diffusion networks share. Names and order follow diffusers' `models/resnet.py` and `attention.py`. */

export interface NormOptions {
  readonly groups: number;
  readonly epsilon: number;
}

/** The activations that configs name. @throws ModelError for another one */
export function activation(g: Graph, name: string, x: Value): Value {
  switch (name) {
    case 'silu':
    case 'swish':
      return g.silu(x);
    case 'gelu':
      return g.gelu(x);
    case 'gelu_new':
    case 'gelu_pytorch_tanh':
      return g.gelu(x, 'tanh');
    case 'quick_gelu':
      return g.quickGelu(x);
    case 'relu':
      return g.relu(x);
    default:
      throw new ModelError(`The activation ${JSON.stringify(name)} is not known.`);
  }
}

/**
 * ResnetBlock2D: norm, SiLU, conv twice; the time embedding [1 or b, t] is projected and added between; a 1×1 convolution
 * carries the input over where the channels change. [b, c, h, w] → [b, out, h, w].
 */
export function resnetBlock(
  g: Graph,
  x: Value,
  w: Weights,
  options: { readonly out: number; readonly norm: NormOptions; readonly timeEmbedding?: Value },
): Value {
  const { out, norm, timeEmbedding } = options;
  let h = g.conv(g.silu(g.groupNorm(x, w.at('norm1'), norm)), w.at('conv1'), { out, kernel: 3 });
  if (timeEmbedding) {
    const shift = g.linear(g.silu(timeEmbedding), w.at('time_emb_proj'), { out });
    h = g.add(h, g.reshape(shift, [sizeOf(shift, 0), out, 1, 1]));
  }
  h = g.conv(g.silu(g.groupNorm(h, w.at('norm2'), norm)), w.at('conv2'), { out, kernel: 3 });
  const channels = sizeOf(x, 1);
  return g.add(channels === out ? x : g.conv(x, w.at('conv_shortcut'), { out, kernel: 1 }), h);
}

/**
 * Downsample2D: half the size (rounded up) by a 3×3 convolution of stride 2. UNets pad one pixel around (`padding` 1);
 * VAEs pad one at the right and below (`padding` 0).
 */
export function downsample(g: Graph, x: Value, w: Weights, options: { readonly padding: 0 | 1 }): Value {
  const { padding } = options;
  const padded = padding === 0 ? g.pad(x, { right: 1, bottom: 1 }) : x;
  return g.conv(padded, w.at('conv'), { out: sizeOf(x, 1), kernel: 3, stride: 2, padding });
}

/**
 * Upsample2D: nearest to twice the size, cut to `size` where the skip connection is odd (75 → 38 → 75), then a convolution.
 */
export function upsample(
  g: Graph,
  x: Value,
  w: Weights,
  size?: { readonly height: number; readonly width: number },
): Value {
  const [, channels, height, width] = picture('upsample', x);
  let doubled = g.resize(x, 2 * height, 2 * width, 'nearest');
  if (size) doubled = g.slice(g.slice(doubled, 2, 0, size.height), 3, 0, size.width);
  return g.conv(doubled, w.at('conv'), { out: channels, kernel: 3 });
}

/** More tokens that a cross-attention layer sees beside its context, as IP-Adapters add them. */
export interface ExtraContext {
  /** [b, m, c']. */
  readonly context: Value;
  /** [1]: how much their attention counts. */
  readonly scale: Value;
  readonly toKey: Weights;
  readonly toValue: Weights;
}

export interface CrossAttentionOptions {
  readonly heads: number;
  /** Keys and values come from here [b, m, c']; the tokens themselves when left out. */
  readonly context?: Value;
  readonly extra?: ExtraContext;
  /** Biases of to_q, to_k, to_v (to_out always has one). */
  readonly bias?: boolean;
}

/**
 * Attention: to_q, to_k, to_v, to_out.0 over tokens [b, n, c]. Old VAE files call them query, key, value, proj_attn. An extra
 * context shares the queries; its result, scaled, is added before to_out.
 */
export function attention(g: Graph, tokens: Value, w: Weights, options: CrossAttentionOptions): Value {
  const { heads, context = tokens, extra, bias = false } = options;
  const out = sizeOf(tokens, 2);
  const query = g.pointwise(tokens, w.at('to_q', 'query'), { out, bias });
  const key = g.pointwise(context, w.at('to_k', 'key'), { out, bias });
  const value = g.pointwise(context, w.at('to_v', 'value'), { out, bias });
  let attended = g.attention(query, key, value, { heads });
  if (extra) {
    const extraKey = g.linear(extra.context, extra.toKey, { out, bias: false });
    const extraValue = g.linear(extra.context, extra.toValue, { out, bias: false });
    attended = g.add(attended, g.mul(g.attention(query, extraKey, extraValue, { heads }), extra.scale));
  }
  return g.pointwise(attended, w.at('to_out.0', 'proj_attn'), { out });
}

/**
 * FeedForward with GEGLU over [b, n, c]: one projection gives value and gate,
 * gelu(gate) · value goes through the second.
 */
export function feedForwardGeglu(g: Graph, tokens: Value, w: Weights): Value {
  const channels = sizeOf(tokens, 2);
  const inner = 4 * channels;
  const [value, gate] = g.linearPieces(tokens, w.at('net.0.proj'), [inner, inner]);
  if (!value || !gate) throw new ModelError('GEGLU lost its gate.');
  return g.linear(g.mul(value, g.gelu(gate)), w.at('net.2'), { out: channels });
}

export interface SpatialTransformerOptions {
  readonly heads: number;
  readonly layers: number;
  readonly groups: number;
  /** [b', m, c'], where b' divides the batch of pictures: each context serves as many of them that follow each other. */
  readonly context: Value;
  readonly extraContext?: (layer: string) => ExtraContext;
}

/** BasicTransformerBlock: self-attention, cross-attention, feed-forward, each after a LayerNorm and added to its input. */
function transformerBlock(
  g: Graph,
  tokens: Value,
  w: Weights,
  { heads, context, extraContext }: SpatialTransformerOptions,
): Value {
  let x = g.add(tokens, attention(g, g.layerNorm(tokens, w.at('norm1')), w.at('attn1'), { heads }));
  const across = w.at('attn2');
  // Pictures that share a context are one long row of queries: its keys and values are not repeated.
  const rows = g.reshape(g.layerNorm(x, w.at('norm2')), [sizeOf(context, 0), -1, sizeOf(x, 2)]);
  const extra = extraContext?.(across.scope);
  const seen = attention(g, rows, across, { heads, context, ...(extra ? { extra } : {}) });
  x = g.add(x, g.reshape(seen, x.shape));
  return g.add(x, feedForwardGeglu(g, g.layerNorm(x, w.at('norm3')), w.at('ff')));
}

/** Picture [b, c, h, w] → tokens [b, h·w, c]. */
export function toTokens(g: Graph, x: Value): Value {
  const [batch, channels, height, width] = picture('toTokens', x);
  return g.reshape(g.transpose(x, [0, 2, 3, 1]), [batch, height * width, channels]);
}

/** Tokens [b, h·w, c] → picture [b, c, h, w]. */
export function fromTokens(g: Graph, tokens: Value, height: number, width: number): Value {
  const shape = [sizeOf(tokens, 0), height, width, sizeOf(tokens, 2)];
  return g.transpose(g.reshape(tokens, shape), [0, 3, 1, 2]);
}

/**
 * Transformer2DModel: norm, projection in, transformer blocks over the pixels, projection out, added to the input. The
 * projections are linear or 1×1 convolutions, which are the same over tokens.
 */
export function spatialTransformer(g: Graph, x: Value, w: Weights, options: SpatialTransformerOptions): Value {
  const [, channels, height, width] = picture('spatialTransformer', x);
  const { layers, groups } = options;
  const normed = g.groupNorm(x, w.at('norm'), { groups, epsilon: 1e-6 });
  let tokens = g.pointwise(toTokens(g, normed), w.at('proj_in'), { out: channels });
  for (let layer = 0; layer < layers; layer++) {
    tokens = transformerBlock(g, tokens, w.at('transformer_blocks').at(layer), options);
  }
  return g.add(x, fromTokens(g, g.pointwise(tokens, w.at('proj_out'), { out: channels }), height, width));
}

interface EmbeddingOptions {
  /** Of one number's sinusoids. */
  readonly channels: number;
  readonly out: number;
  readonly flipSinToCos: boolean;
  readonly freqShift: number;
}

/**
 * Timesteps + TimestepEmbedding: sinusoids of a timestep [n] (always in fp32: a half cannot hold 999 · frequency), then two
 * linear layers. → [n, out].
 */
export function timestepEmbedding(g: Graph, timestep: Value, w: Weights, options: EmbeddingOptions): Value {
  return embeddingLayers(g, g.cast(sinusoids(g, timestep, options), g.float), w, options.out);
}

/**
 * SDXL's `text_time` embedding: the pooled text [b, p] and six numbers about sizes [b, 6] float32, each as sinusoids, through
 * two linear layers. → [b, out].
 */
export function additionEmbedding(
  g: Graph,
  pooledText: Value,
  timeIds: Value,
  w: Weights,
  options: EmbeddingOptions,
): Value {
  const [batch, numbers] = [sizeOf(timeIds, 0), sizeOf(timeIds, 1)];
  const waves = sinusoids(g, g.reshape(timeIds, [batch * numbers]), options);
  const flat = g.cast(g.reshape(waves, [batch, numbers * options.channels]), g.float);
  return embeddingLayers(g, g.concat([pooledText, flat], 1), w, options.out);
}

/** TimestepEmbedding. */
function embeddingLayers(g: Graph, x: Value, w: Weights, out: number): Value {
  return g.linear(g.silu(g.linear(x, w.at('linear_1'), { out })), w.at('linear_2'), { out });
}

/** diffusers' get_timestep_embedding: numbers [n] float32 → [n, channels] float32. */
function sinusoids(
  g: Graph,
  numbers: Value,
  options: { readonly channels: number; readonly flipSinToCos: boolean; readonly freqShift: number },
): Value {
  const { channels, flipSinToCos, freqShift } = options;
  const half = Math.floor(channels / 2);
  const frequencies = Float32Array.from({ length: half }, (_, index) =>
    Math.exp((-Math.log(10_000) * index) / (half - freqShift)),
  );
  const angles = g.mul(g.reshape(numbers, [sizeOf(numbers, 0), 1]), g.constant('float32', [1, half], frequencies));
  const parts = [g.sin(angles), g.cos(angles)];
  return g.concat(flipSinToCos ? parts.reverse() : parts, 1);
}
