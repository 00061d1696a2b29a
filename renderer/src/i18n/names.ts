import { type PresetId, type StageId, stageLabels } from '../../../electron/contract/geometry.ts';
import { phrase, t } from './i18n.ts';

/** What a lane of the timeline is called. */
export function laneName(stage: StageId): string {
  return t(stageLabels[stage].lane);
}

/** What a stage does: "Text to image". */
export function stageName(stage: StageId): string {
  return t(stageLabels[stage].name);
}

const presets: Readonly<Record<PresetId, string>> = {
  draft: phrase('Draft'),
  standard: phrase('Standard'),
  paper: phrase('Paper'),
};

export function presetName(preset: PresetId): string {
  return t(presets[preset]);
}
