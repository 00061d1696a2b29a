import { z } from 'zod';
import { ModelError } from '../graph/model-error.ts';
import { architecture, sizeFrom } from './architecture.ts';
import { clipHiddenStates, clipTowerConfig } from './clip-encoder.ts';
import { toTokens } from './diffusion-blocks.ts';

const configSchema = z.object({
  ...clipTowerConfig,
  num_channels: z.number().int().positive().default(3),
  image_size: z.number().int().positive().default(224),
  patch_size: z.number().int().positive().default(32),
  projection_dim: z.number().int().positive().default(512),
});
type Config = z.infer<typeof configSchema>;

/**
 * The picture tower of CLIP (transformers `CLIPVisionModelWithProjection`), the image encoder of IP-Adapter.
 *
 * Variant: `batch`. In: `pixelValues` float32 [batch, 3, s, s], normalised; s = image_size of the config.
 * Out: `imageEmbeds` float32 [batch, p]: the class token, normed and projected; `penultimateStates` float32
 * [batch, 1 + patches, c]: hidden_states[-2], class token first, neither normed nor projected, for IP-Adapter Plus.
 */
export const clipVisionModelWithProjection = architecture<Config>({
  name: 'CLIPVisionModelWithProjection',
  configSchema,
  variant: { batch: 1 },
  ignores: () => /(^|\.)position_ids$|^logit_scale$|^text_(model|projection)\./,
  build(g, weights, config, variant) {
    const batch = sizeFrom(variant, 'batch');
    const { hidden_size: out, image_size: size, patch_size: patch, layer_norm_eps: epsilon } = config;
    const w = weights.at('vision_model');
    const pixels = g.cast(g.input('pixelValues', 'float32', [batch, config.num_channels, size, size]), g.float);
    const patches = toTokens(
      g,
      g.conv(pixels, w.at('embeddings.patch_embedding'), {
        out,
        kernel: patch,
        stride: patch,
        padding: 0,
        bias: false,
      }),
    );
    const classToken = g.reshape(g.weight(w, 'embeddings.class_embedding', [out]), [1, 1, out]);
    const tokens = g.concat([g.expand(classToken, [batch, 1, out]), patches], 1);
    const places = g.weight(w, 'embeddings.position_embedding.weight', [Math.floor(size / patch) ** 2 + 1, out]);
    // The misspelling is the published name.
    const embeddings = g.layerNorm(g.add(tokens, places), w.at('pre_layrnorm'), { epsilon });
    const layers = config.num_hidden_layers;
    const states = clipHiddenStates(g, embeddings, w, config, { layers, causal: false });
    const [last, penultimate] = [states[layers], states[layers - 1]];
    if (!last || !penultimate) throw new ModelError('The picture tower has no layer.');
    const pooled = g.layerNorm(g.slice(last, 1, 0, 1), w.at('post_layernorm'), { epsilon });
    const embeds = g.linear(pooled, weights.at('visual_projection'), { out: config.projection_dim, bias: false });
    g.output('imageEmbeds', g.cast(g.reshape(embeds, [batch, config.projection_dim]), 'float32'));
    g.output('penultimateStates', g.cast(penultimate, 'float32'));
  },
});
