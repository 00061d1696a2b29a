import { changeProblem, type LowRankChange } from '../graph/low-rank.ts';
import { ModelError } from '../graph/model-error.ts';
import type { Weights } from '../graph/weights.ts';
import { ldmUNetNames } from './ldm-keys.ts';
import { type LoraModule, type LoraRole, readLora } from './lora-keys.ts';

/** Name under which packs and requests attach a LoRA. It is no network of its own and can be attached to any. */
export const loraArchitecture = 'LoRA';

interface Target {
  readonly architecture: string;
  readonly weights: Weights;
}

/** Which part of a LoRA is meant for a network. SDXL's second text encoder is the one with a projection. */
const roles: Readonly<Record<string, LoraRole>> = {
  UNet2DConditionModel: 'unet',
  UNetMotionModel: 'unet',
  MotionAdapter: 'unet',
  CLIPTextModel: 'textEncoder',
  CLIPTextModelWithProjection: 'textEncoder2',
};

/**
 * Attaches LoRAs to a network and its parts: from now on their weights are built with the changes added. What a file holds
 * for other networks is left alone; what it holds for these but does not fit anywhere stays among its unused keys.
 * @param targets the network and its parts (a motion LoRA changes the motion adapter)
 * @throws ModelError when a file is no LoRA, fits no module of the networks it is meant for, or was made for other widths
 */
export function attachLoras(
  targets: readonly Target[],
  loras: readonly { readonly weights: Weights; readonly scale: number }[],
): void {
  if (loras.length === 0) return;
  const modules = modulesOf(targets);
  for (const { weights, scale } of loras) attach(modules, weights, scale);
}

function attach(modules: ReadonlyMap<string, Module>, lora: Weights, scale: number): void {
  const found = readLora(lora);
  if (found.length === 0) throw new ModelError(`${lora.label} is no LoRA of a kind that the studio knows.`);
  const present = new Set(Array.from(modules.values(), (module) => module.role));
  const meant = found.filter(({ role }) => present.has(role));
  let matched = 0;
  for (const entry of found) {
    const module = modules.get(`${entry.role}:${entry.name}`);
    if (present.has(entry.role) && !module) continue;
    const change = changeOf(lora, entry, scale);
    if (!module) continue;
    matched++;
    const problem = changeProblem(module.shape, change);
    if (problem) throw new ModelError(`${lora.label} was made for another model: ${problem}, as ${module.key} is.`);
    module.weights.change(module.key, change);
  }
  if (meant.length > 0 && matched === 0) {
    const examples = meant.slice(0, 3).map(({ keys }) => keys[0]);
    throw new ModelError(`${lora.label} fits no module of this model. It holds ${examples.join(', ')}, for example.`);
  }
}

/** The change a module's tensors describe; they count as used from now on. */
function changeOf(lora: Weights, { down, up, alpha }: LoraModule, scale: number): LowRankChange {
  return {
    down: lora.tensor(down),
    up: lora.tensor(up),
    alpha: typeof alpha === 'string' ? lora.tensor(alpha) : alpha,
    scale,
  };
}

/** A module that a LoRA can change. */
interface Module {
  readonly role: LoraRole;
  readonly weights: Weights;
  readonly key: string;
  readonly shape: readonly number[];
}

/**
 * Every module with a matrix or a kernel, by `role:name`, the name with `_` for `.`: kohya's names cannot be taken apart (a
 * `_` may be either), so every module's name is made and looked up. UNets are listed under their LDM names too, which LoRAs
 * trained on single files use.
 */
function modulesOf(targets: readonly Target[]): ReadonlyMap<string, Module> {
  const modules = new Map<string, Module>();
  for (const { architecture, weights } of targets) {
    const role = roles[architecture];
    if (!role) continue;
    const ldmNames = role === 'unet' ? ldmUNetNames(weights) : new Map<string, string>();
    const bareText = role !== 'unet' && !weights.hasScope('text_model');
    for (const key of weights.keys()) {
      const shape = weights.shapeOf(key) ?? [];
      if (!key.endsWith('.weight') || shape.length < 2) continue;
      const path = key.slice(0, -'.weight'.length);
      const names = [bareText ? `text_model.${path}` : path, ldmNames.get(path) ?? path];
      for (const name of names) {
        modules.set(`${role}:${name.replaceAll('.', '_')}`, { role, weights, key, shape });
      }
    }
  }
  return modules;
}
