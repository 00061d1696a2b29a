import { extname } from 'node:path';
import type { exportFormats } from '../../contract/domain.ts';
import { StudioError } from '../../contract/errors.ts';
import {
  type PresetId,
  presetIds,
  type StageId,
  stageBeforeOrAt,
  stageIds,
  stagesBetween,
} from '../../contract/geometry.ts';
import type { PresetSettings } from '../../contract/presets.ts';
import { readSetValues, type StageParameters } from './set-values.ts';

/** What commander hands over: text, unchecked. */
export interface RawGenerateOptions {
  readonly prompt?: string;
  readonly negative?: string;
  readonly image?: string;
  readonly from?: string;
  readonly to?: string;
  readonly preset?: string;
  readonly seed?: string;
  readonly set?: readonly string[];
  readonly pack?: readonly string[];
  readonly out?: string;
}

export type OutputKind =
  | { readonly kind: 'export'; readonly format: (typeof exportFormats)[number] }
  | { readonly kind: 'folder' }
  | { readonly kind: 'picture' };

/** The pack of single stages, and packs for every stage they can do. */
interface PackChoice {
  readonly byStage: Readonly<Partial<Record<StageId, string>>>;
  readonly everywhere: readonly string[];
  /** Those of the person's preset, where nothing else is said. */
  readonly saved: Readonly<Partial<Record<StageId, string>>>;
}

export interface GenerateOptions {
  readonly prompt: string;
  readonly negativePrompt: string;
  readonly image: string | null;
  readonly from: StageId;
  readonly to: StageId;
  readonly preset: PresetId;
  readonly seed: number | null;
  readonly parameters: StageParameters;
  readonly packs: PackChoice;
  /** null: a name made from the project's, in the current folder. */
  readonly out: string | null;
  readonly outKind: OutputKind;
}

/**
 * Checks everything and lists everything that is wrong at once. What the command line says goes before what a preset of the person's
 * says. @throws StudioError invalid-input
 */
export function readGenerateOptions(raw: RawGenerateOptions, saved: PresetSettings | null = null): GenerateOptions {
  const { parameters, issues } = readSetValues(raw.set ?? []);
  const prompt = raw.prompt ?? saved?.prompt ?? '';
  const image = raw.image ?? null;
  if (prompt.trim() === '' && image === null) issues.push('give --prompt TEXT, --image FILE, or both');
  if (prompt.length > 20_000) issues.push(`--prompt: at most 20,000 characters, not ${prompt.length}`);
  const from = oneOf('--from', raw.from ?? (image === null ? 't2i' : 'i2v'), stageIds, issues);
  const to = oneOf('--to', raw.to ?? 'vfi', stageIds, issues);
  if (from && to && !stageBeforeOrAt(from, to)) issues.push(`--from ${from} comes after --to ${to}`);
  if (image !== null && from === 't2i') issues.push('--from t2i draws the picture itself: leave out --image or --from');
  if (image === null && from !== undefined && from !== 't2i')
    issues.push(`--from ${from} needs --image FILE to start from`);
  if (image !== null && (from === 'v2v' || from === 'vfi')) {
    issues.push(`--from ${from} starts from a video: use “stillmotion ${from} --in VIDEO --out FILE”, or --from i2v`);
  }
  const wanted = saved?.sizes ?? raw.preset ?? 'paper';
  const preset = presetIds.find((id) => id === wanted);
  if (!preset) {
    issues.push(`--preset ${wanted}: must be one of ${presetIds.join(', ')}, or one of yours by its name or file`);
  }
  const seed = readSeed(raw.seed, issues) ?? saved?.seed ?? null;
  const packs = readPacks(raw.pack ?? [], issues);
  const outKind = readOutKind(raw.out, to ?? 'vfi', issues);
  if (issues.length > 0 || !from || !to || !preset) throw usageError(issues);
  return {
    prompt,
    negativePrompt: raw.negative ?? saved?.negativePrompt ?? '',
    image,
    from,
    to,
    preset,
    seed,
    parameters: withSaved(parameters, saved?.parameters ?? {}, stagesBetween(from, to)),
    packs: { ...packs, saved: saved?.packs ?? {} },
    out: raw.out ?? null,
    outKind,
  };
}

/** `--pack i2v=my-model`, or `--pack my-model` for all it can do. */
function readPacks(words: readonly string[], issues: string[]): Omit<PackChoice, 'saved'> {
  const byStage: Partial<Record<StageId, string>> = {};
  const everywhere: string[] = [];
  for (const word of words) {
    const [name = '', id] = word.split('=', 2);
    const stage = stageIds.find((known) => known === name);
    if (id === undefined) everywhere.push(word);
    else if (stage === undefined) {
      issues.push(`--pack ${word}: there is no stage “${name}”; the stages are ${stageIds.join(', ')}`);
    } else byStage[stage] = id;
  }
  return { byStage, everywhere };
}

/** A preset's parameters for the stages that run, under those of the command line. */
function withSaved(set: StageParameters, saved: StageParameters, stages: readonly StageId[]): StageParameters {
  const merged: StageParameters = { ...set };
  for (const stage of stages) if (saved[stage]) merged[stage] = { ...saved[stage], ...set[stage] };
  return merged;
}

export function usageError(issues: readonly string[]): StudioError {
  const list = issues.map((issue) => `  - ${issue}`).join('\n');
  return new StudioError('invalid-input', `The command line needs a change:\n${list}\nSee --help.`, {
    details: { issues },
  });
}

export function readSeed(text: string | undefined, issues: string[]): number | null {
  if (text === undefined) return null;
  const seed = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isInteger(seed) && seed <= 4_294_967_295) return seed;
  issues.push(`--seed ${text}: must be a whole number from 0 to 4294967295`);
  return null;
}

function oneOf<T extends string>(name: string, text: string, allowed: readonly T[], issues: string[]): T | undefined {
  const found = allowed.find((value) => value === text);
  if (found === undefined) issues.push(`${name} ${text}: must be one of ${allowed.join(', ')}`);
  return found;
}

const videoFormats: Readonly<Record<string, OutputKind>> = {
  '.mp4': { kind: 'export', format: 'mp4' },
  '.webm': { kind: 'export', format: 'webm' },
  '.mov': { kind: 'export', format: 'mov' },
  '.gif': { kind: 'export', format: 'gif' },
  '.webp': { kind: 'export', format: 'webp' },
  '.zip': { kind: 'export', format: 'png' },
};

/** The kind of file by its extension; no extension means a folder of PNGs. */
export function readOutKind(out: string | undefined, to: StageId, issues: string[]): OutputKind {
  const extension = out === undefined ? (to === 't2i' ? '.png' : '.mp4') : extname(out).toLowerCase();
  if (to === 't2i') {
    if (extension !== '.png') issues.push(`--out ${out}: --to t2i gives one picture; its name must end in .png`);
    return { kind: 'picture' };
  }
  if (extension === '') return { kind: 'folder' };
  const kind = videoFormats[extension];
  if (kind) return kind;
  issues.push(`--out ${out}: must end in ${Object.keys(videoFormats).join(', ')}, or be a folder for PNGs`);
  return { kind: 'folder' };
}

/** A file name from a project's name: `a red lighthouse…` → `a-red-lighthouse`. */
export function slug(name: string): string {
  const words = name
    .normalize('NFKD')
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu);
  return (words ?? ['stillmotion']).join('-').slice(0, 48).replace(/-+$/, '');
}
