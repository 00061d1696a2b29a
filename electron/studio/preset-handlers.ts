import { createHash } from 'node:crypto';
import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { StudioHandlers } from '../contract/calls.ts';
import { StudioError } from '../contract/errors.ts';
import {
  freePresetName,
  maxPresetBytes,
  maxPresets,
  type Preset,
  presetExtension,
  presetTooLarge,
  readPresetFile,
  writePresetFile,
} from '../contract/presets.ts';
import { newId } from '../library/ids.ts';
import { fileNameOf } from './recipe.ts';
import type { Services } from './services.ts';

type PresetHandlers = Pick<StudioHandlers, Extract<keyof StudioHandlers, `presets.${string}`>>;

/** Presets the person saves, and shares as files. */
export function presetHandlers({ library, uploads, emit }: Services): PresetHandlers {
  const get = (presetId: string): Preset => {
    const preset = library.presets.list().find(({ id }) => id === presetId);
    if (!preset) throw new StudioError('not-found', 'This preset does not exist any more. Choose another one.');
    return preset;
  };
  const write = (preset: Preset): Preset => {
    const others = library.presets.list().filter(({ id }) => id !== preset.id);
    if (others.length >= maxPresets) {
      throw new StudioError('conflict', `There are ${maxPresets} presets already. Delete some first.`);
    }
    const name = freePresetName(
      preset.name,
      others.map((other) => other.name),
    );
    const written = { ...preset, name };
    library.presets.write(written);
    emit({ type: 'presets.changed' });
    return written;
  };
  return {
    'presets.list': async () => ({ presets: library.presets.list() }),
    'presets.add': async ({ name, settings }) => write({ id: newId(), name, settings }),
    'presets.update': async ({ presetId, name, settings }) => {
      const preset = get(presetId);
      return write({ id: presetId, name: name ?? preset.name, settings: settings ?? preset.settings });
    },
    'presets.delete': async ({ presetId }) => {
      library.presets.remove(presetId);
      emit({ type: 'presets.changed' });
      return {};
    },
    'presets.export': async ({ presetId }) => {
      const preset = get(presetId);
      const bytes = Buffer.from(writePresetFile(preset));
      const path = join(library.paths.temporary, `preset-${newId()}.json`);
      try {
        await writeFile(path, bytes, { flush: true });
        const sha256 = createHash('sha256').update(bytes).digest('hex');
        const fileName = fileNameOf(preset.name, presetExtension);
        await library.assets.addExport({ path, extension: 'json', sizeBytes: bytes.length, sha256 }, fileName);
        return { media: `asset/${sha256}` as const, fileName, sizeBytes: bytes.length };
      } finally {
        await rm(path, { force: true });
      }
    },
    'presets.import': async ({ uploadId }) => {
      const { path } = uploads.get(uploadId);
      try {
        if ((await stat(path)).size > maxPresetBytes) throw presetTooLarge();
        return write({ id: newId(), ...readPresetFile(await readFile(path, 'utf8')) });
      } finally {
        await uploads.remove(uploadId);
      }
    },
  };
}
