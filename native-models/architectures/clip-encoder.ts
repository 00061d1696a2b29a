import { z } from 'zod';
import type { Graph } from '../graph/graph.ts';
import { ModelError } from '../graph/model-error.ts';
import type { Value } from '../graph/types.ts';
import type { Weights } from '../graph/weights.ts';
import { activation } from './diffusion-blocks.ts';

/** What the text tower and the picture tower of CLIP have in common in their config.json. */
export const clipTowerConfig = {
  hidden_size: z.number().int().positive(),
  intermediate_size: z.number().int().positive(),
  num_hidden_layers: z.number().int().positive(),
  num_attention_heads: z.number().int().positive(),
  hidden_act: z.string().default('quick_gelu'),
  layer_norm_eps: z.number().positive().default(1e-5),
};

interface ClipTowerConfig {
  readonly hidden_size: number;
  readonly intermediate_size: number;
  readonly num_hidden_layers: number;
  readonly num_attention_heads: number;
  readonly hidden_act: string;
  readonly layer_norm_eps: number;
}

/**
 * transformers' `hidden_states` of CLIPEncoder over embeddings [b, n, c]: the embeddings first, then the output of each of
 * the first `layers` layers. Text towers look back only (`causal`), picture towers all around.
 */
export function clipHiddenStates(
  g: Graph,
  embeddings: Value,
  w: Weights,
  config: ClipTowerConfig,
  options: { readonly layers: number; readonly causal: boolean },
): readonly Value[] {
  const states = [embeddings];
  let x = embeddings;
  for (let layer = 0; layer < options.layers; layer++) {
    x = encoderLayer(g, x, w.at('encoder.layers').at(layer), config, options.causal);
    states.push(x);
  }
  return states;
}

/** CLIPEncoderLayer: attention and MLP, each after a layer norm and added to its input. */
function encoderLayer(g: Graph, x: Value, w: Weights, config: ClipTowerConfig, causal: boolean): Value {
  const { hidden_size: out, intermediate_size, layer_norm_eps: epsilon, num_attention_heads: heads } = config;
  const normed = g.layerNorm(x, w.at('layer_norm1'), { epsilon });
  const self = w.at('self_attn');
  const [query, key, value] = ['q_proj', 'k_proj', 'v_proj'].map((name) => g.linear(normed, self.at(name), { out }));
  if (!query || !key || !value) throw new ModelError('CLIP attention needs query, key and value.');
  const attended = g.attention(query, key, value, { heads, causal });
  const y = g.add(x, g.linear(attended, self.at('out_proj'), { out }));
  const hidden = g.linear(g.layerNorm(y, w.at('layer_norm2'), { epsilon }), w.at('mlp.fc1'), {
    out: intermediate_size,
  });
  return g.add(y, g.linear(activation(g, config.hidden_act, hidden), w.at('mlp.fc2'), { out }));
}
