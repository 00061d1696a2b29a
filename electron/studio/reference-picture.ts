import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { EditRecipe } from '../contract/edit.ts';
import { newId } from '../library/ids.ts';
import { nameFromPrompt } from '../library/projects.ts';
import type { TakeRecord } from '../library/takes.ts';
import { checkInside, filesOf } from '../queue/run-stage.ts';
import type { Services } from './services.ts';

/** Name of a project that has neither a prompt nor a picture yet; the first of them renames it. */
export const untitled = nameFromPrompt('');

/** Decodes an uploaded picture in the media engine and keeps it as a reference take; the upload is used up. */
export async function keepPicture(
  { library, uploads, engines }: Services,
  picture: {
    readonly uploadId: string;
    readonly projectId: string;
    readonly parent: TakeRecord | null;
    readonly origin: 'imported' | 'edited';
    readonly prompt: string;
    readonly editRecipe: EditRecipe | null;
  },
): Promise<TakeRecord> {
  const outputDir = join(library.paths.temporary, `import-${newId()}`);
  await mkdir(outputDir, { recursive: true });
  try {
    const { files } = await engines.media.run({
      kind: 'import-picture',
      inputPath: uploads.get(picture.uploadId).path,
      outputDir,
    });
    checkInside(outputDir, filesOf(files));
    const take = await library.takes.commit(
      {
        projectId: picture.projectId,
        parentId: picture.parent?.id ?? null,
        stage: 't2i',
        origin: picture.origin,
        packId: null,
        packName: null,
        packVersion: null,
        prompt: picture.prompt,
        negativePrompt: '',
        parameters: {},
        seed: null,
        preset: null,
        device: '',
        seconds: 0,
        key: null,
        editRecipe: picture.editRecipe,
      },
      files,
    );
    await uploads.remove(picture.uploadId);
    return take;
  } finally {
    await rm(outputDir, { recursive: true, force: true });
  }
}
