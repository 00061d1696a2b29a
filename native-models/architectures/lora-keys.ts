import { z } from 'zod';
import type { Weights } from '../graph/weights.ts';

/** The network that a module of a LoRA belongs to. */
export type LoraRole = 'unet' | 'textEncoder' | 'textEncoder2';

/** One changed module of a LoRA file: the keys of its tensors. */
export interface LoraModule {
  readonly role: LoraRole;
  /** The module's path with `_` for `.`, as in `down_blocks_0_attentions_0_proj_in`. */
  readonly name: string;
  readonly down: string;
  readonly up: string;
  /** A key, or the number that the file's metadata gives; null where alpha is the rank. */
  readonly alpha: string | number | null;
  /** All its keys. */
  readonly keys: readonly string[];
}

/**
 * How published files end their keys. kohya: `.lora_down.weight`, `.lora_up.weight`, `.alpha`; PEFT: `.lora_A.weight`,
 * `.lora_B.weight`; diffusers before PEFT: `.lora.down.weight`, `.lora_linear_layer.down.weight`, and attention processors'
 * `.processor.to_q_lora.down.weight`.
 */
const ending =
  /^(.+?)(?:\.lora_(down|up|A|B)(?:\.default)?\.weight|(?:\.lora|\.lora_linear_layer|_lora)\.(down|up)\.weight|\.(alpha))$/;

/** Prefixes that name the network; the first that fits wins. Keys without one are a UNet's. */
const prefixes: readonly (readonly [RegExp, LoraRole])[] = [
  [/^lora_unet_|^unet\.|^(?:model\.)?diffusion_model\.|^base_model\.model\.(?:unet\.)?/, 'unet'],
  [/^lora_te2_|^text_encoder_2\./, 'textEncoder2'],
  [/^lora_te1?_|^text_encoder\.|^(?=text_model\.)/, 'textEncoder'],
];

/**
 * The modules of a LoRA file, whatever names it uses. A module with tensors of another kind (DoRA's magnitudes, LoCon's
 * `lora_mid`) is left out: half a change would be a wrong one.
 */
export function readLora(lora: Weights): LoraModule[] {
  const groups = new Map<string, { role: LoraRole; name: string; parts: Map<string, string> }>();
  const odd: string[] = [];
  for (const key of lora.keys()) {
    const match = ending.exec(key);
    const path = match?.[1];
    if (!match || path === undefined) {
      odd.push(key);
      continue;
    }
    const kind = kinds[match[2] ?? match[3] ?? match[4] ?? ''] ?? '';
    const group = groups.get(path) ?? { ...moduleName(path), parts: new Map<string, string>() };
    group.parts.set(kind, key);
    groups.set(path, group);
  }
  for (const key of odd) {
    for (let dot = key.lastIndexOf('.'); dot > 0; dot = key.lastIndexOf('.', dot - 1)) groups.delete(key.slice(0, dot));
  }
  const alphaOf = metadataAlphas(lora.metadata.lora_adapter_metadata);
  return [...groups.values()].flatMap(({ role, name, parts }) => {
    const [down, up] = [parts.get('down'), parts.get('up')];
    if (down === undefined || up === undefined) return [];
    const alpha = parts.get('alpha') ?? alphaOf(role, name);
    return [{ role, name, down, up, alpha, keys: [...parts.values()] }];
  });
}

/** PEFT's own names of the networks, before its settings in a file's metadata. */
const peftNames = { unet: 'unet', textEncoder: 'text_encoder', textEncoder2: 'text_encoder_2' } as const;
const peftSettings = z.record(z.string(), z.unknown());
const alphaPattern = z.record(z.string(), z.number()).catch({});

/** Files that diffusers writes today keep PEFT's settings as JSON in their metadata: alpha of a network, and of single modules. */
function metadataAlphas(text: string | undefined): (role: LoraRole, name: string) => number | null {
  let settings: Record<string, unknown> = {};
  try {
    settings = peftSettings.parse(JSON.parse(text ?? '{}'));
  } catch {
    // Not PEFT's: a file may keep anything there.
  }
  return (role, name) => {
    const pattern = alphaPattern.parse(settings[`${peftNames[role]}.alpha_pattern`] ?? {});
    const own = Object.entries(pattern).find(([module]) => name.endsWith(module.replaceAll('.', '_')));
    const alpha = own?.[1] ?? settings[`${peftNames[role]}.lora_alpha`];
    return typeof alpha === 'number' ? alpha : null;
  };
}

const kinds: Readonly<Record<string, string>> = { down: 'down', A: 'down', up: 'up', B: 'up', alpha: 'alpha' };

/** Network and name of a module from its path in the file. */
function moduleName(path: string): { role: LoraRole; name: string } {
  const [prefix, role] = prefixes.find(([pattern]) => pattern.test(path)) ?? [/^/, 'unet' as const];
  const name = path
    .replace(prefix, '')
    .replace('.processor.', '.')
    .replace(/\.to_out$/, '.to_out.0')
    .replace(/\.self_attn\.to_(q|k|v|out)(?:\.0)?$/, '.self_attn.$1_proj')
    .replaceAll('.', '_');
  return { role, name };
}
