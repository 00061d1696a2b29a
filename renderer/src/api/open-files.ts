import { create } from 'zustand';
import type { CallOutput } from '../../../electron/contract/calls.ts';
import type { Project } from '../../../electron/contract/domain.ts';
import { StudioError } from '../../../electron/contract/errors.ts';
import type { Preset } from '../../../electron/contract/presets.ts';
import { t } from '../i18n/i18n.ts';
import { call } from './client.ts';
import { kindOf } from './opened-files.ts';
import { importPreset } from './presets.ts';
import { sendFile, startFromPicture, startFromUpload } from './start-project.ts';
import { asTransfer, importProject, shorten } from './transfers.ts';

/** A recipe that was found in a file, waiting for the person to say what becomes of it. */
export interface OpenedRecipe extends CallOutput<'recipes.read'> {
  readonly fileName: string;
  /** The file itself; null when the host opened it. */
  readonly file: File | null;
}
export const useOpenedRecipe = create<{ readonly opened: OpenedRecipe | null }>()(() => ({ opened: null }));

/** A file became a project, with something to add where not all is well; or a preset; or its recipe waits in `useOpenedRecipe`. */
export type Opened = { readonly project: Project; readonly note: string | null } | { readonly preset: Preset } | null;

/** The recipe lies within so much of an exported file (electron/studio/recipe-in-file.ts). */
const headBytes = 16 * 1024 * 1024;
/** More at once is a mistake of the hand. */
const mostFiles = 100;

/** Opens what was dropped, pasted or picked, by what it is. @throws StudioError that says why not */
export async function openFile(file: File, prompt = ''): Promise<Opened> {
  const kind = kindOf(file);
  if (kind === null) throw notForUs(file.name);
  if (kind === 'project') {
    const { project, missingPacks } = await importProject(file);
    return { project, note: missingNote(missingPacks) };
  }
  if (kind === 'preset') return { preset: await importPreset(file) };
  if (kind !== 'picture') {
    const { uploadId } = await sendFile(file.slice(0, headBytes), file.name);
    if (await readRecipe(uploadId, file.name, file, kind === 'picture-or-clip')) return null;
  }
  return { project: await startFromPicture(file, file.name, { prompt }), note: null };
}

/** As `openFile`, for a file the host has already taken in. */
export async function openUpload(uploadId: string, fileName: string): Promise<Opened> {
  const kind = kindOf({ name: fileName, type: '' });
  if (kind === null) throw notForUs(fileName);
  if (kind === 'project') {
    const { project, missingPacks } = await asTransfer(
      t('Importing “{{name}}”', { name: shorten(fileName) }),
      ({ id }) => call('projects.import', { uploadId, transferId: id }),
    );
    return { project, note: missingNote(missingPacks) };
  }
  if (kind === 'preset') return { preset: await call('presets.import', { uploadId }) };
  if (kind === 'clip') {
    await readRecipe(uploadId, fileName, null, false);
    return null;
  }
  return { project: await startFromUpload(uploadId, fileName), note: null };
}

/** True when there was one. @throws StudioError no-recipe unless the file may be something else */
async function readRecipe(uploadId: string, fileName: string, file: File | null, mayBeNone: boolean): Promise<boolean> {
  try {
    const found = await call('recipes.read', { uploadId });
    useOpenedRecipe.setState({ opened: { ...found, fileName, file } });
    return true;
  } catch (error) {
    if (mayBeNone && error instanceof StudioError && error.code === 'no-recipe') return false;
    throw error;
  }
}

export interface ManyOpened {
  readonly projects: readonly Project[];
  /** Why each of the others was not taken. */
  readonly problems: readonly string[];
}

/** Opens several files, one after the other: each becomes a project of its own or a problem in words. */
export async function openManyFiles(files: readonly File[]): Promise<ManyOpened> {
  return asTransfer(t('Opening {{count}} files', { count: files.length }), async ({ signal, report }) => {
    const projects: Project[] = [];
    const problems: string[] = [];
    for (const [index, file] of files.entries()) {
      if (signal.aborted) problems.push(t('The rest was not opened: you stopped it.'));
      if (index === mostFiles) problems.push(t('No more than {{mostFiles}} files are opened at once.', { mostFiles }));
      if (signal.aborted || index >= mostFiles) break;
      try {
        if (kindOf(file) === 'clip')
          throw new StudioError('no-recipe', t('“{{name}}”: drop a video by itself.', { name: shorten(file.name) }));
        const opened = await openFile(file);
        if (opened && 'project' in opened) projects.push(opened.project);
      } catch (error) {
        problems.push(StudioError.from(error).message);
      }
      report((index + 1) / files.length);
    }
    return { projects, problems };
  });
}

function missingNote(packs: readonly string[]): string | null {
  if (packs.length === 0) return null;
  const names = packs.join(', ');
  return t('Its clips can be watched. To make them again, models are missing here: {{names}}.', {
    count: packs.length,
    names,
  });
}

function notForUs(name: string): StudioError {
  return new StudioError(
    'unsupported-picture',
    t('“{{name}}” is neither a picture nor a project nor a video. Drop a JPEG, PNG or WebP to animate it.', {
      name: shorten(name),
    }),
  );
}
