import { ModelError } from '../../../native-models/graph/model-error.ts';
import { readSafetensors, type SafetensorsIndex } from '../../../native-models/graph/safetensors.ts';
import { type SourceFile, unusable } from './source.ts';

/** Roles of published networks by the class their config names; `control` and `lora` may come several times. */
const roles: Readonly<Record<string, string>> = {
  CLIPTextModel: 'textEncoder',
  CLIPTextModelWithProjection: 'textEncoder2',
  CLIPVisionModelWithProjection: 'imageEncoder',
  UNet2DConditionModel: 'unet',
  UNetMotionModel: 'unet',
  MotionAdapter: 'motionAdapter',
  ControlNetModel: 'control',
  SparseControlNetModel: 'control',
  AutoencoderKL: 'vae',
  AutoencoderTiny: 'previewDecoder',
};

/** Published beside the networks and of no use here: the studio has no safety checker. */
const ignored = new Set(['StableDiffusionSafetyChecker', 'CLIPConfig', 'StableDiffusionPipelineSafetyChecker']);

/** The class of a network as diffusers or transformers wrote it. */
export function classOf(config: Readonly<Record<string, unknown>>): string | null {
  const { _class_name: diffusers, architectures } = config;
  if (typeof diffusers === 'string') return diffusers;
  const first: unknown = Array.isArray(architectures) ? architectures[0] : undefined;
  return typeof first === 'string' ? first : null;
}

/**
 * The role of a network, by its class and, in a pipeline's folder, by the name of its own.
 * @returns null for what is left out on purpose
 * @throws StudioError pack-invalid for a network that the studio cannot build
 */
export function roleOf(className: string | null, folder: string, where: string): string | null {
  if (className !== null && ignored.has(className)) return null;
  if (folder === 'text_encoder' && className === 'CLIPTextModelWithProjection') return 'textEncoder';
  if (folder === 'text_encoder_2' && className === 'CLIPTextModel') return 'textEncoder2';
  const role = className === null ? undefined : roles[className];
  if (role !== undefined) return role;
  const known = Object.keys(roles).join(', ');
  throw unusable(
    where,
    className === null
      ? `has a config.json that does not say which network it is (_class_name or architectures; known: ${known}).`
      : `is a ${className}, which this studio cannot run (known: ${known}). A later version may.`,
  );
}

export type LooseKind = 'checkpoint' | 'ipAdapter' | 'lora' | 'EMAVFI' | 'IFNet';

const signs: readonly (readonly [LooseKind, RegExp])[] = [
  ['checkpoint', /^model\.diffusion_model\./],
  ['ipAdapter', /^(image_proj|ip_adapter)\./],
  ['lora', /[._]lora[._](down|up|A|B|linear_layer)\b/],
  ['EMAVFI', /^(module\.)?feature_bone\./],
  ['IFNet', /^(module\.)?(block_tea|contextnet|block0\.conv0)\./],
];

/** What a file without a config is, by its keys; null when they say nothing. */
export function kindOfKeys(keys: Iterable<string>): LooseKind | null {
  const list = [...keys];
  return signs.find(([, sign]) => list.some((key) => sign.test(key)))?.[0] ?? null;
}

/** The header of a weight file. @throws StudioError pack-invalid */
export async function readHeader(file: SourceFile): Promise<SafetensorsIndex> {
  try {
    return await readSafetensors(file.realPath);
  } catch (cause) {
    if (!(cause instanceof ModelError)) throw cause;
    throw unusable(file.name, `cannot be used. ${cause.message}`, cause);
  }
}
