import type { SafetensorsIndex } from '../graph/safetensors.ts';
import { diffusersNames } from './ldm-keys.ts';

type Config = Readonly<Record<string, unknown>>;

/** Upstream-style config objects of the networks in a single file; null for what the file lacks. */
export interface LdmConfigs {
  readonly unet: Config | null;
  readonly vae: Config | null;
  /** For `CLIPTextModel`. */
  readonly textEncoder: Config | null;
  /** For `CLIPTextModelWithProjection`: SDXL's second one. */
  readonly textEncoder2: Config | null;
  /** A scheduler_config.json for the way the model was trained, as far as the file says. */
  readonly scheduler: Config;
}

/**
 * The configs that a single file in LDM layout came without, read from its shapes. What shapes do not tell is as published:
 * 8 attention heads in SD1's UNet, heads of 64 numbers in SD2's, SDXL's and the text encoders; 32 groups in group norms;
 * quick GELU in text encoders named as transformers does, exact GELU in OpenCLIP's; VAE latents times 0.18215, SDXL's
 * 0.13025; epsilon prediction, but v prediction for SD2 (its 768 pixel models) and where the file has the mark `v_pred`.
 * A config file beside the checkpoint says it better: spread it over these.
 */
export function inferLdmConfigs(index: SafetensorsIndex): LdmConfigs {
  const unet = reader(index, 'UNet2DConditionModel', 'conv_in.weight');
  const vae = reader(index, 'AutoencoderKL', 'decoder.conv_in.weight');
  const text = reader(index, 'CLIPTextModel', 'text_model.embeddings.token_embedding.weight');
  const text2 = reader(index, 'CLIPTextModelWithProjection', 'text_model.embeddings.token_embedding.weight');
  const xl = unet?.shape('add_embedding.linear_1.weight') !== undefined;
  const context = unet && contextWidth(unet);
  const openClip = [...index.tensors.keys()].some((key) => key.startsWith('cond_stage_model.model.'));
  const textEncoder2 = text2 && textConfig(text2, 'gelu');
  return {
    unet: unet && unetConfig(unet, Number(textEncoder2?.projection_dim ?? 0)),
    vae: vae && vaeConfig(vae, xl),
    textEncoder: text && textConfig(text, openClip ? 'gelu' : 'quick_gelu'),
    textEncoder2,
    scheduler: {
      _class_name: xl ? 'EulerDiscreteScheduler' : 'DDIMScheduler',
      num_train_timesteps: 1000,
      beta_start: 0.00085,
      beta_end: 0.012,
      beta_schedule: 'scaled_linear',
      clip_sample: false,
      set_alpha_to_one: false,
      steps_offset: 1,
      timestep_spacing: index.tensors.has('ztsnr') ? 'trailing' : 'leading',
      rescale_betas_zero_snr: index.tensors.has('ztsnr'),
      prediction_type: index.tensors.has('v_pred') || (!xl && context === 1024) ? 'v_prediction' : 'epsilon',
    },
  };
}

interface ShapeReader {
  shape(key: string): readonly number[] | undefined;
  /** One size of a tensor that must be there. */
  size(key: string, axis: number): number;
  /** How many of `prefix0rest`, `prefix1rest` … there are. */
  count(prefix: string, rest: string): number;
}

function reader(index: SafetensorsIndex, architecture: string, sign: string): ShapeReader | null {
  const { tensors } = diffusersNames(index, architecture);
  if (!tensors.has(sign)) return null;
  return {
    shape: (key) => tensors.get(key)?.shape,
    size: (key, axis) => tensors.get(key)?.shape[axis] ?? 0,
    count(prefix, rest) {
      let next = 0;
      while (tensors.has(`${prefix}${next}${rest}`)) next++;
      return next;
    },
  };
}

const crossKey = 'transformer_blocks.0.attn2.to_k.weight';

function contextWidth(unet: ShapeReader): number {
  return unet.size(`mid_block.attentions.0.${crossKey}`, 1);
}

function unetConfig(unet: ShapeReader, pooledSize: number): Config {
  const levels = unet.count('down_blocks.', '.resnets.0.norm1.weight');
  const widths = Array.from({ length: levels }, (_, level) =>
    unet.size(`down_blocks.${level}.resnets.0.conv1.weight`, 0),
  );
  const depth = (attention: string) => unet.count(`${attention}.transformer_blocks.`, '.norm1.weight');
  const depths = widths.map((_, level) => depth(`down_blocks.${level}.attentions.0`));
  const middle = depth('mid_block.attentions.0');
  const context = contextWidth(unet);
  const extra = unet.shape('add_embedding.linear_1.weight')?.[1];
  return {
    in_channels: unet.size('conv_in.weight', 1),
    out_channels: unet.size('conv_out.weight', 0),
    block_out_channels: widths,
    layers_per_block: unet.count('down_blocks.0.resnets.', '.norm1.weight'),
    down_block_types: depths.map((layers) => (layers > 0 ? 'CrossAttnDownBlock2D' : 'DownBlock2D')),
    up_block_types: depths.map((layers) => (layers > 0 ? 'CrossAttnUpBlock2D' : 'UpBlock2D')).reverse(),
    // Levels without attention count for nothing, but the last one stands for the middle block.
    transformer_layers_per_block: depths.map((layers, level) => layers || (level === levels - 1 ? middle : 1)),
    cross_attention_dim: context,
    attention_head_dim: context === 768 ? 8 : widths.map((width) => Math.max(1, Math.floor(width / 64))),
    use_linear_projection: unet.shape('mid_block.attentions.0.proj_in.weight')?.length === 2,
    norm_num_groups: 32,
    flip_sin_to_cos: true,
    freq_shift: 0,
    ...(extra !== undefined && {
      addition_embed_type: 'text_time',
      projection_class_embeddings_input_dim: extra,
      addition_time_embed_dim: (extra - pooledSize) / 6,
    }),
  };
}

function vaeConfig(vae: ShapeReader, xl: boolean): Config {
  const levels = vae.count('encoder.down_blocks.', '.resnets.0.norm1.weight');
  return {
    in_channels: vae.size('encoder.conv_in.weight', 1),
    out_channels: vae.size('decoder.conv_out.weight', 0),
    latent_channels: vae.size('decoder.conv_in.weight', 1),
    block_out_channels: Array.from({ length: levels }, (_, level) =>
      vae.size(`encoder.down_blocks.${level}.resnets.0.conv1.weight`, 0),
    ),
    layers_per_block: vae.count('encoder.down_blocks.0.resnets.', '.norm1.weight'),
    norm_num_groups: 32,
    scaling_factor: xl ? 0.130_25 : 0.182_15,
    use_quant_conv: vae.shape('quant_conv.weight') !== undefined,
    use_post_quant_conv: vae.shape('post_quant_conv.weight') !== undefined,
    mid_block_add_attention: vae.shape('decoder.mid_block.attentions.0.to_q.weight') !== undefined,
    // SDXL's own VAE leaves the range of halves.
    force_upcast: xl,
  };
}

function textConfig(text: ShapeReader, activation: 'gelu' | 'quick_gelu'): Config {
  const [vocabulary = 0, width = 0] = text.shape('text_model.embeddings.token_embedding.weight') ?? [];
  return {
    vocab_size: vocabulary,
    hidden_size: width,
    intermediate_size: text.size('text_model.encoder.layers.0.mlp.fc1.weight', 0),
    num_hidden_layers: text.count('text_model.encoder.layers.', '.layer_norm1.weight'),
    num_attention_heads: Math.max(1, Math.floor(width / 64)),
    max_position_embeddings: text.size('text_model.embeddings.position_embedding.weight', 0),
    hidden_act: activation,
    projection_dim: text.shape('text_projection')?.[1] ?? width,
    eos_token_id: Math.min(49_407, vocabulary - 1),
  };
}
