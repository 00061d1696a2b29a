import { z } from 'zod';
import { idSchema, type PackSummary, parametersRecordSchema, promptSchema, seedSchema } from './domain.ts';
import { StudioError } from './errors.ts';
import { presetIdSchema, presetIds, type StageId, stageIdSchema, stageIds } from './geometry.ts';
import { parameterSpecs, parametersSchema } from './parameters.ts';

/** What preset files are called. */
export const presetExtension = 'stillmotion-preset';
/** More cannot be a preset: parameters are a few numbers, a prompt at most 20,000 characters. */
export const maxPresetBytes = 256 * 1024;
/** Presets the studio keeps. */
export const maxPresets = 200;

export const presetNameSchema = z.string().trim().min(1).max(60);

/** What a person saves under a name. Everything but the sizes may be missing: what is not there is left as it is. */
export const presetSettingsSchema = z.object({
  /** The built-in preset it goes out from: sizes and frame counts. */
  sizes: presetIdSchema,
  packs: z.partialRecord(stageIdSchema, z.string().min(1).max(100)),
  /** Only what is set; the rest comes from sizes, pack and spec. */
  parameters: z.partialRecord(stageIdSchema, parametersRecordSchema),
  prompt: promptSchema.optional(),
  negativePrompt: promptSchema.optional(),
  seed: seedSchema.optional(),
});
export type PresetSettings = z.infer<typeof presetSettingsSchema>;

export const presetSchema = z.object({ id: idSchema, name: presetNameSchema, settings: presetSettingsSchema });
export type Preset = z.infer<typeof presetSchema>;

const fileSchema = z.object({
  format: z.literal(1),
  app: z.literal('Stillmotion'),
  kind: z.literal('preset'),
  name: presetNameSchema,
  settings: presetSettingsSchema,
});

/** The text of a preset file. */
export function writePresetFile({ name, settings }: Omit<Preset, 'id'>): string {
  const content: z.infer<typeof fileSchema> = { format: 1, app: 'Stillmotion', kind: 'preset', name, settings };
  return `${JSON.stringify(content, null, 2)}\n`;
}

/** Reads a stranger's preset file. @throws StudioError file-damaged, in words */
export function readPresetFile(text: string): Omit<Preset, 'id'> {
  if (text.length > maxPresetBytes) throw presetTooLarge();
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (cause) {
    throw damaged('it is not JSON', cause);
  }
  const head = z.object({ kind: z.literal('preset'), format: z.number() }).safeParse(content);
  if (!head.success) throw damaged('it is something else');
  if (head.data.format > 1) {
    throw new StudioError(
      'file-damaged',
      'This preset was saved by a later version of Stillmotion. Nothing was added. Update Stillmotion first.',
    );
  }
  const parsed = fileSchema.safeParse(content);
  if (parsed.success) return { name: parsed.data.name, settings: parsed.data.settings };
  const where = parsed.error.issues[0]?.path.join('.') ?? '';
  throw damaged(`“${where.slice(0, 80)}” is not what it should be`, parsed.error);
}

export function presetTooLarge(): StudioError {
  return damaged(`it is larger than ${maxPresetBytes / 1024} KB`);
}

function damaged(reason: string, cause?: unknown): StudioError {
  return new StudioError(
    'file-damaged',
    `This preset file cannot be used: ${reason}. Nothing was added. Ask for the file again.`,
    { cause },
  );
}

/** What of a preset cannot be had here: a pack that is not installed, or a parameter the pack in use does not take. */
export interface PresetGap {
  readonly stage: StageId;
  readonly kind: 'pack' | 'parameter';
  readonly name: string;
}

/**
 * A preset as it can be used with the packs there are: what cannot be had is named, the rest is kept.
 * @param inUse the pack a stage runs with where the preset's own is not there
 */
export function fitPreset(
  settings: PresetSettings,
  installed: readonly PackSummary[],
  inUse: Readonly<Partial<Record<StageId, string>>> = {},
): Pick<PresetSettings, 'packs' | 'parameters'> & { readonly gaps: readonly PresetGap[] } {
  const gaps: PresetGap[] = [];
  const packs: PresetSettings['packs'] = {};
  const parameters: PresetSettings['parameters'] = {};
  for (const stage of stageIds) {
    const able = installed.filter((pack) => pack.stages.includes(stage) && pack.health !== 'damaged');
    const wanted = settings.packs[stage];
    const found = able.find(({ id }) => id === wanted);
    if (found) packs[stage] = found.id;
    else if (wanted !== undefined) gaps.push({ stage, kind: 'pack', name: wanted });
    const pack = found ?? able.find(({ id }) => id === inUse[stage]) ?? able[0];
    const specs = (pack && parameterSpecs(stage, pack.method, pack.components)) ?? [];
    const kept: [string, (typeof settings.parameters)[StageId]][] = [];
    for (const [key, value] of Object.entries(settings.parameters[stage] ?? {})) {
      const spec = specs.find((one) => one.key === key);
      // What is painted belongs to one picture.
      const isUsable = spec && spec.kind !== 'brush' && spec.kind !== 'mask';
      if (isUsable && parametersSchema([spec]).safeParse({ [key]: value }).success) kept.push([key, value as never]);
      else gaps.push({ stage, kind: 'parameter', name: key });
    }
    if (kept.length > 0) parameters[stage] = Object.fromEntries(kept) as never;
  }
  return { packs, parameters, gaps };
}

/** The name itself, or with the first number behind it that makes it differ from `taken` and the built-in presets by more than case. */
export function freePresetName(name: string, taken: readonly string[]): string {
  const used = new Set([...presetIds, ...taken].map((one) => one.toLowerCase()));
  for (let count = 1; ; count += 1) {
    const candidate = count === 1 ? name : `${name.slice(0, 55)} ${count}`;
    if (!used.has(candidate.toLowerCase())) return candidate;
  }
}
