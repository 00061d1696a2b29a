import { z } from 'zod';
import type { Graph } from '../graph/graph.ts';
import { ModelError } from '../graph/model-error.ts';
import type { Value } from '../graph/types.ts';
import type { Weights } from '../graph/weights.ts';
import { architecture, sizeFrom } from './architecture.ts';
import { activation } from './diffusion-blocks.ts';

const configSchema = z.object({
  vocab_size: z.number().int().positive(),
  hidden_size: z.number().int().positive(),
  intermediate_size: z.number().int().positive(),
  num_hidden_layers: z.number().int().positive(),
  num_attention_heads: z.number().int().positive(),
  max_position_embeddings: z.number().int().positive().default(77),
  hidden_act: z.string().default('quick_gelu'),
  layer_norm_eps: z.number().default(1e-5),
});
type Config = z.infer<typeof configSchema>;

/**
 * The text tower of CLIP (transformers `CLIPTextModel`; keys with or without the prefix `text_model.`).
 *
 * Variant: `batch`; `skipLayers` leaves out that many of the last layers (diffusers' clip_skip).
 * In: `inputIds` int64 [batch, 77]. Out: `hiddenStates` float32 [batch, 77, c], after the final norm.
 */
export const clipTextModel = architecture<Config>({
  name: 'CLIPTextModel',
  configSchema,
  variant: { batch: 1, skipLayers: 0 },
  ignores: () => /(^|\.)position_ids$|^text_projection\.|^logit_scale$/,
  build(g, weights, config, variant) {
    const batch = sizeFrom(variant, 'batch');
    const layers = config.num_hidden_layers - sizeFrom(variant, 'skipLayers', { min: 0 });
    if (layers < 0) throw new ModelError(`skipLayers leaves out more than the ${config.num_hidden_layers} layers.`);
    const w = weights.hasScope('text_model') ? weights.at('text_model') : weights;
    const tokens = config.max_position_embeddings;
    const inputIds = g.input('inputIds', 'int64', [batch, tokens]);
    const words = g.embedding(inputIds, w.at('embeddings.token_embedding'), [config.vocab_size, config.hidden_size]);
    const places = g.weight(w, 'embeddings.position_embedding.weight', [tokens, config.hidden_size]);
    let x = g.add(words, places);
    for (let layer = 0; layer < layers; layer++) {
      x = encoderLayer(g, x, w.at('encoder.layers').at(layer), config, true);
    }
    const epsilon = config.layer_norm_eps;
    g.output('hiddenStates', g.cast(g.layerNorm(x, w.at('final_layer_norm'), { epsilon }), 'float32'));
  },
});

/** CLIPEncoderLayer over [b, n, c]: text towers look back only (`causal`), picture towers all around. */
function encoderLayer(
  g: Graph,
  x: Value,
  w: Weights,
  config: Pick<Config, 'hidden_size' | 'intermediate_size' | 'num_attention_heads' | 'hidden_act' | 'layer_norm_eps'>,
  causal: boolean,
): Value {
  const epsilon = config.layer_norm_eps;
  const out = config.hidden_size;
  const normed = g.layerNorm(x, w.at('layer_norm1'), { epsilon });
  const self = w.at('self_attn');
  const [query, key, value] = ['q_proj', 'k_proj', 'v_proj'].map((name) => g.linear(normed, self.at(name), { out }));
  if (!query || !key || !value) throw new ModelError('CLIP attention needs query, key and value.');
  const attended = g.attention(query, key, value, { heads: config.num_attention_heads, causal });
  const y = g.add(x, g.linear(attended, self.at('out_proj'), { out }));
  const hidden = g.linear(g.layerNorm(y, w.at('layer_norm2'), { epsilon }), w.at('mlp.fc1'), {
    out: config.intermediate_size,
  });
  return g.add(y, g.linear(activation(g, config.hidden_act, hidden), w.at('mlp.fc2'), { out }));
}
