import { z } from 'zod';
import { type Settings, settingsSchema } from '../contract/domain.ts';
import type { ReadHandle, WriteHandle } from './handles.ts';

const defaults: Settings = { device: 'auto', theme: 'system', language: 'system', ffmpegPath: null, memoryBytes: null };
const row = z.object({ value: z.string() });

/** The person's settings; a value that cannot be read any more falls back to its default. */
export function readSettings(read: ReadHandle): Settings {
  const stored = read.one(row, `SELECT value FROM settings WHERE name = 'settings'`);
  if (!stored) return defaults;
  const value: unknown = JSON.parse(stored.value);
  const merged = { ...defaults, ...(typeof value === 'object' ? value : {}) };
  return settingsSchema.safeParse(merged).data ?? defaults;
}

export function writeSettings(write: WriteHandle, settings: Settings): void {
  write.run(
    `INSERT INTO settings (name, value) VALUES ('settings', $value) ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
    { value: JSON.stringify(settings) },
  );
}
