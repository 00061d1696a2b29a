import { open, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { presetIds, stageLabels } from '../../contract/geometry.ts';
import { fitPreset, maxPresetBytes, type PresetSettings, readPresetFile } from '../../contract/presets.ts';
import type { Studio } from '../../studio/types.ts';
import type { Output } from './output.ts';

/** Whether `--preset` names one that a person saved, by name or file, rather than a built-in one. */
export function isUserPreset(preset: string | undefined): preset is string {
  return preset !== undefined && !presetIds.some((id) => id === preset);
}

/**
 * The preset that `--preset FILE|NAME` asks for, as far as the installed packs can do it; what they cannot is noted. Null when there
 * is none of that name, and no such file. @throws StudioError file-damaged
 */
export async function userPreset(studio: Studio, preset: string, output: Output): Promise<PresetSettings | null> {
  const settings = (await named(studio, preset)) ?? (await inFile(preset));
  if (!settings) return null;
  const { packs } = await studio.handlers['packs.list']({});
  const { gaps, ...fitted } = fitPreset(settings, packs);
  for (const { stage, kind, name } of gaps) {
    const lane = stageLabels[stage].lane;
    output.event({ type: 'preset-gap', stage, kind, name });
    output.note(
      kind === 'pack'
        ? `${lane}: the preset's pack ${name} is not installed here; another one is used`
        : `${lane}: the preset's ${name} does not fit the pack in use and is left out`,
    );
  }
  return { ...settings, ...fitted };
}

async function named(studio: Studio, name: string): Promise<PresetSettings | null> {
  const { presets } = await studio.handlers['presets.list']({});
  const same = presets.find((one) => one.name.toLowerCase() === name.trim().toLowerCase());
  return same?.settings ?? null;
}

async function inFile(preset: string): Promise<PresetSettings | null> {
  const path = resolve(preset);
  if (!(await stat(path).catch(() => null))?.isFile()) return null;
  const file = await open(path, 'r');
  try {
    // One byte more than can be a preset is enough to refuse the rest unread.
    const { buffer, bytesRead } = await file.read(Buffer.alloc(maxPresetBytes + 1), 0, maxPresetBytes + 1, 0);
    return readPresetFile(buffer.toString('utf8', 0, bytesRead)).settings;
  } finally {
    await file.close();
  }
}
