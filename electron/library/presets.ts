import { z } from 'zod';
import { type Preset, presetNameSchema, presetSettingsSchema } from '../contract/presets.ts';
import type { ReadHandle, WriteHandle } from './handles.ts';
import { jsonColumn } from './rows.ts';

const presetRow = z.object({ id: z.string(), name: presetNameSchema, settings: jsonColumn(presetSettingsSchema) });

/** By name. */
export function readPresets(read: ReadHandle): Preset[] {
  return read.all(presetRow, 'SELECT id, name, settings FROM presets ORDER BY name');
}

/** Adds a preset, or puts another in the place of the one with this id. */
export function writePreset(write: WriteHandle, { id, name, settings }: Preset): void {
  write.run(
    `INSERT INTO presets VALUES ($id, $name, $settings, $now)
     ON CONFLICT (id) DO UPDATE SET name = excluded.name, settings = excluded.settings`,
    { id, name, settings: JSON.stringify(settings), now: Date.now() },
  );
}

export function removePreset(write: WriteHandle, presetId: string): void {
  write.run('DELETE FROM presets WHERE id = $presetId', { presetId });
}
