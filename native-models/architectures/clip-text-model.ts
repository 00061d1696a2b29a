import { z } from 'zod';
import type { Graph } from '../graph/graph.ts';
import { ModelError } from '../graph/model-error.ts';
import type { Value } from '../graph/types.ts';
import type { Weights } from '../graph/weights.ts';
import { architecture, sizeFrom, type Variant } from './architecture.ts';
import { clipHiddenStates, clipTowerConfig } from './clip-encoder.ts';

const configSchema = z.object({
  ...clipTowerConfig,
  vocab_size: z.number().int().positive(),
  max_position_embeddings: z.number().int().positive().default(77),
  projection_dim: z.number().int().positive().default(512),
  eos_token_id: z.number().int().nullish(),
});
type Config = z.infer<typeof configSchema>;

/** Saved buffers, and the logit scale of CLIP's training. */
const buffers = String.raw`(^|\.)position_ids$|^logit_scale$`;

/**
 * The text tower of CLIP (transformers `CLIPTextModel`; keys with or without the prefix `text_model.`).
 *
 * Variant: `batch`; `skipLayers` leaves out that many of the last layers (diffusers' clip_skip).
 * In: `inputIds` int64 [batch, 77].
 * Out: `hiddenStates` float32 [batch, 77, c], hidden_states[-(skipLayers + 1)] after the final norm; `penultimateStates`
 * float32 [batch, 77, c], hidden_states[-(skipLayers + 2)] without it, as SDXL takes it (absent when no layer is left).
 */
export const clipTextModel = architecture<Config>({
  name: 'CLIPTextModel',
  configSchema,
  variant: { batch: 1, skipLayers: 0 },
  ignores: ({ skipLayers }) =>
    new RegExp(`${buffers}|^text_projection${skipLayers === 0 ? '' : String.raw`|(^|\.)encoder\.layers\.`}`),
  build(g, weights, config, variant) {
    textTower(g, weights, config, variant, { whole: false });
  },
});

/**
 * CLIPTextModel with the pooled embedding (transformers `CLIPTextModelWithProjection`), SDXL's second text encoder.
 *
 * Variant, in and out as CLIPTextModel, and `textEmbeds` float32 [batch, p]: the last state of the whole tower (whatever
 * `skipLayers`) at the end token, after the final norm, projected.
 */
export const clipTextModelWithProjection = architecture<Config>({
  name: 'CLIPTextModelWithProjection',
  configSchema,
  variant: { batch: 1, skipLayers: 0 },
  ignores: () => new RegExp(buffers),
  build(g, weights, config, variant) {
    const { inputIds, last } = textTower(g, weights, config, variant, { whole: true });
    const pooled = atEndToken(g, inputIds, last, config);
    const dimensions = [config.projection_dim, config.hidden_size] as const;
    // OpenCLIP keeps the projection the other way round, as a bare matrix.
    const projected = weights.has('text_projection')
      ? g.matmul(pooled, g.weight(weights, 'text_projection', dimensions.toReversed()))
      : g.linear(pooled, weights.at('text_projection'), { out: config.projection_dim, bias: false });
    g.output('textEmbeds', g.cast(projected, 'float32'));
  },
});

/** The tower and its two outputs. `whole` runs the skipped layers as well. `last`: [b, 77, c], final norm done. */
function textTower(g: Graph, weights: Weights, config: Config, variant: Variant, options: { readonly whole: boolean }) {
  const batch = sizeFrom(variant, 'batch');
  const kept = config.num_hidden_layers - sizeFrom(variant, 'skipLayers', { min: 0 });
  if (kept < 0) throw new ModelError(`skipLayers leaves out more than the ${config.num_hidden_layers} layers.`);
  const w = weights.hasScope('text_model') ? weights.at('text_model') : weights;
  const tokens = config.max_position_embeddings;
  const inputIds = g.input('inputIds', 'int64', [batch, tokens]);
  const words = g.embedding(inputIds, w.at('embeddings.token_embedding'), [config.vocab_size, config.hidden_size]);
  const places = g.weight(w, 'embeddings.position_embedding.weight', [tokens, config.hidden_size]);
  const layers = options.whole ? config.num_hidden_layers : kept;
  const states = clipHiddenStates(g, g.add(words, places), w, config, { layers, causal: true });
  const finalNorm = (x: Value) => g.layerNorm(x, w.at('final_layer_norm'), { epsilon: config.layer_norm_eps });
  const [state, penultimate, last] = [states[kept], states[kept - 1], states[layers]];
  if (!state || !last) throw new ModelError('The text tower lost its last state.');
  const normed = finalNorm(state);
  g.output('hiddenStates', g.cast(normed, 'float32'));
  if (penultimate) g.output('penultimateStates', g.cast(penultimate, 'float32'));
  return { inputIds, last: last === state ? normed : finalNorm(last) };
}

/**
 * The rows of `states` [b, n, c] at each prompt's first end token: [b, c]. Configs written before transformers 4.31 say that
 * the end token is 2; there the largest id marks the end, which in CLIP's vocabulary is the end token.
 */
function atEndToken(g: Graph, inputIds: Value, states: Value, config: Config): Value {
  const [batch = 0, tokens = 0, channels = 0] = states.shape;
  const end = config.eos_token_id ?? 2;
  const marks = end === 2 ? g.cast(inputIds, 'float32') : g.cast(g.equal(inputIds, end), 'float32');
  const position = g.argMax(marks, 1);
  const rowStarts = g.constant(
    'int64',
    [batch, 1],
    Array.from({ length: batch }, (_, row) => row * tokens),
  );
  const rows = g.reshape(g.add(position, rowStarts), [batch]);
  return g.gather(g.reshape(states, [batch * tokens, channels]), rows);
}
