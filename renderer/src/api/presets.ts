import { maxPresetBytes, type Preset } from '../../../electron/contract/presets.ts';
import { call } from './client.ts';
import { type SavedFile, saveFile } from './save-file.ts';
import { sendFile } from './start-project.ts';

/** Adds what is in a preset file. Of one that is far too large, enough is sent to be refused. @throws StudioError */
export async function importPreset(file: File): Promise<Preset> {
  const { uploadId } = await sendFile(file.slice(0, maxPresetBytes + 1), file.name);
  return call('presets.import', { uploadId });
}

/** Writes a preset as a file and hands it to the person; null when they chose no place for it. @throws StudioError */
export async function exportPreset(preset: Preset): Promise<SavedFile | null> {
  return saveFile(await call('presets.export', { presetId: preset.id }));
}
