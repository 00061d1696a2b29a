import type { PackSummary } from '../../../electron/contract/domain.ts';
import type { StageId } from '../../../electron/contract/geometry.ts';
import { fitPreset, type PresetGap, type PresetSettings } from '../../../electron/contract/presets.ts';
import type { Draft } from './draft.ts';

/** What a preset keeps of a draft: models and parameters of all lanes, and words and seed where asked for. */
export function presetOfDraft(
  draft: Pick<Draft, 'preset' | 'parameters' | 'prompt' | 'negativePrompt' | 'seed'>,
  inUse: Readonly<Partial<Record<StageId, string>>>,
  includes: { readonly prompt: boolean; readonly seed: boolean },
): PresetSettings {
  const { i2v, ...others } = draft.parameters;
  // The motion brush was painted on one picture and means nothing on another.
  const { brush: _brush, ...kept } = i2v ?? {};
  return {
    sizes: draft.preset,
    packs: { ...inUse },
    parameters: { ...others, ...(Object.keys(kept).length > 0 ? { i2v: kept } : {}) },
    ...(includes.prompt ? { prompt: draft.prompt, negativePrompt: draft.negativePrompt } : {}),
    ...(includes.seed ? { seed: draft.seed } : {}),
  };
}

/** The draft with a preset's settings in place of its own; what is painted stays, and so does what the preset says nothing of. */
export function withPreset(
  draft: Draft,
  settings: PresetSettings,
  installed: readonly PackSummary[],
  inUse: Readonly<Partial<Record<StageId, string>>>,
): { readonly draft: Draft; readonly gaps: readonly PresetGap[] } {
  const { packs, parameters, gaps } = fitPreset(settings, installed, inUse);
  const brush = draft.parameters.i2v?.brush;
  return {
    gaps,
    draft: {
      ...draft,
      preset: settings.sizes,
      packs: { ...draft.packs, ...packs },
      parameters: brush === undefined ? parameters : { ...parameters, i2v: { ...parameters.i2v, brush } },
      prompt: settings.prompt ?? draft.prompt,
      negativePrompt: settings.negativePrompt ?? draft.negativePrompt,
      ...(settings.seed === undefined ? {} : { seed: settings.seed, seedLocked: true }),
    },
  };
}
